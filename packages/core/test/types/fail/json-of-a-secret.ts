// expect: a secret must not go through the journal: use what names it
import type { Secret } from '../../../src/index.ts';
import { artifact, json } from '../words.ts';

artifact(
  'token',
  json<{ readonly token: Secret<string> }>(), // <- guilty
);
