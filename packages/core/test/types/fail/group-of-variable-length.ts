// expect: a group needs a fixed number of members: write them out, not as a spread array variable
import { definePipeline, parallel, stage } from '../words.ts';

const looks = ['a', 'b'].map((name) => stage({ name, run: () => undefined }));

definePipeline('p', [
  parallel(...looks), // <- guilty
]);
