// expect: stage 'make.one' provides 'one', so it cannot be skipped: later stages may rely on it
import { definePipeline, makeOne, when } from '../words.ts';

definePipeline('p', [
  when(true, makeOne()), // <- guilty
]);
