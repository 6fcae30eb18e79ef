// expect: only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned
import { definePipeline, makeOne } from '../words.ts';

definePipeline('p', [
  makeOne, // <- guilty
]);
