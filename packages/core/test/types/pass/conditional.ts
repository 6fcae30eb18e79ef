import { definePipeline, makeOne, useOne, when } from '../words.ts';

definePipeline('p', [makeOne(), when((ctx) => ctx.env['CI'] === 'true', useOne())]);
definePipeline('q', [makeOne(), when(false, useOne())]);
