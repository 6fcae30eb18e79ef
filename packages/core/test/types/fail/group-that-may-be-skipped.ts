// expect: is not assignable to
import { makeOne, parallel, when } from '../words.ts';

when(
  true,
  parallel(makeOne()), // <- guilty
);
