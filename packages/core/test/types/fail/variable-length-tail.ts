// expect: a pipeline needs a list of fixed length: write the stages as a literal list, not as an array variable
import { definePipeline, makeOne, stage } from '../words.ts';

const looks = ['a', 'b'].map((name) => stage({ name, run: () => undefined }));

definePipeline('p', [
  makeOne(), // <- guilty
  ...looks,
]);
