import { definePipeline, makeOne, makeTwo, useOne } from '../words.ts';

const both = [makeOne(), makeTwo()] as const;

definePipeline('p', both);
definePipeline('q', [...both, useOne()]);
