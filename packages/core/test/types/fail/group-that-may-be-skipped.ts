// expect: only a stage can be left out: put when(…) around each stage of a group
import { makeOne, parallel, when } from '../words.ts';

when(
  true,
  parallel(makeOne()), // <- guilty
);
