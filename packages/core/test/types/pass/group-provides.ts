import { definePipeline, makeOne, parallel, stage, useOne } from '../words.ts';

definePipeline('p', [parallel(makeOne(), stage({ name: 'other', run: () => undefined })), useOne()]);
