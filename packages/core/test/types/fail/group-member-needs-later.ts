// expect: stage 'use.one' needs 'one', which only the later stage 'make.one' provides: move it after that stage
import { definePipeline, makeOne, parallel, stage, useOne } from '../words.ts';

definePipeline('p', [
  parallel(stage({ name: 'fine', run: () => undefined }), useOne()), // <- guilty
  makeOne(),
]);
