// expect: a pipeline needs a list of fixed length: write the stages as a literal list, or give dynamic(list), which is checked when it runs
import { definePipeline, makeOne, stage } from '../words.ts';

const looks = ['a', 'b'].map((name) => stage({ name, run: () => undefined }));

definePipeline('p', [
  makeOne(), // <- guilty
  ...looks,
]);
