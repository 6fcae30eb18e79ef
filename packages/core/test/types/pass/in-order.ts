import { definePipeline, makeOne, makeTwo, useOne } from '../words.ts';

definePipeline('p', [makeOne(), makeTwo(), useOne()]);
