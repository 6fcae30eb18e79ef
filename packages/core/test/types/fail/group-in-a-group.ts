// expect: a group cannot be a member of a group: list its stages in the outer group, or put one group after the other
import { makeOne, parallel, useOne } from '../words.ts';

parallel(
  useOne(),
  parallel(makeOne()), // <- guilty
);
