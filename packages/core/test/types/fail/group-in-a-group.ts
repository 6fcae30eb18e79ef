// expect: is not assignable to parameter of type 'AnyStage'
import { makeOne, parallel, useOne } from '../words.ts';

parallel(
  useOne(),
  parallel(makeOne()), // <- guilty
);
