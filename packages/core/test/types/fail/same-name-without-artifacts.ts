// expect: two stages are named 'look'
import { definePipeline, makeOne, stage } from '../words.ts';

definePipeline('p', [
  stage({ name: 'look', run: () => undefined }),
  makeOne(),
  stage({ name: 'look', describe: 'look again', run: () => undefined }), // <- guilty
]);
