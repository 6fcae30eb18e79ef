// expect: stage 'use.one' needs 'one', which no stage provides
import { definePipeline, parallel, stage, useOne } from '../words.ts';

definePipeline('p', [
  parallel(stage({ name: 'fine', run: () => undefined }), useOne()), // <- guilty
]);
