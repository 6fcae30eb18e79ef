// expect: two stages are named 'make.one'
import { definePipeline, makeOne } from '../words.ts';

definePipeline('p', [
  makeOne(),
  makeOne(), // <- guilty
]);
