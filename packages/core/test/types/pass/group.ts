import { definePipeline, makeOne, makeTwo, parallel, useOne } from '../words.ts';

definePipeline('p', [makeOne(), parallel(makeTwo(), useOne())]);
