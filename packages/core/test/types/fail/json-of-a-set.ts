// expect: JSON turns a Set into {}: use an array
import { artifact, json } from '../words.ts';

artifact(
  'ports',
  json<{ readonly ports: Set<number> }>(), // <- guilty
);
