// expect: JSON has no undefined: use null, or in an object a member with a question mark
import { artifact, json } from '../words.ts';

artifact(
  'perhaps',
  json<{ readonly note: string | undefined }>(), // <- guilty
);
