// expect: two stages are named 'look'
import { definePipeline, parallel, stage } from '../words.ts';

const look = stage({ name: 'look', run: () => undefined });

definePipeline('p', [
  parallel(look, stage({ name: 'listen', run: () => undefined }), look), // <- guilty
]);
