// expect: JSON turns a Date into text: use a string such as '2026-01-31T12:00:00Z'
import { artifact, json } from '../words.ts';

artifact(
  'built',
  json<Date>(), // <- guilty
);
