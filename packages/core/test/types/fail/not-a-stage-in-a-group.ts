// expect: only stages can be members of a group: give what stage(…) or when(…) returned
import { makeOne, parallel, useOne } from '../words.ts';

parallel(
  useOne(),
  makeOne, // <- guilty
);
