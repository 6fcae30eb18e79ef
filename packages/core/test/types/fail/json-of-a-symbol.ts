// expect: JSON has no symbols: use a string
import { artifact, json } from '../words.ts';

artifact(
  'key',
  json<readonly [string, symbol]>(), // <- guilty
);
