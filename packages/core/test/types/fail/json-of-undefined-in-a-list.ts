// expect: JSON has no undefined: use null
import { artifact, json } from '../words.ts';

artifact(
  'perhaps',
  json<readonly (string | undefined)[]>(), // <- guilty
);
