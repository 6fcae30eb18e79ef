// expect: JSON has no bigint: use a string
import { artifact, json } from '../words.ts';

artifact(
  'size',
  json<{ readonly bytes: bigint | null }>(), // <- guilty
);
