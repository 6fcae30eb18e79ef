// expect: JSON has no undefined: use null
import { artifact, json } from '../words.ts';

artifact(
  'perhaps',
  json<string | undefined>(), // <- guilty
);
