// expect: stage 'use.one' needs 'one', which only the later stage 'make.one' provides: move it after that stage
import { definePipeline, makeOne, useOne } from '../words.ts';

definePipeline('p', [
  useOne(), // <- guilty
  makeOne(),
]);
