import { definePipeline, makeOne, one, optional, parallel, stage } from '../words.ts';

const mayUse = stage({ name: 'may.one', needs: { one: optional(one) }, run: () => undefined });

definePipeline('p', [makeOne(), parallel(mayUse, stage({ name: 'other', run: () => undefined }))]);
