import { definePipeline, makeOne, makeTwo, parallel, stage, two, useOne } from '../words.ts';

const other = stage({ name: 'other', run: () => undefined });
const useTwo = stage({ name: 'use.two', needs: { two }, run: () => undefined });

definePipeline('p', [parallel(makeOne(), other), parallel(makeTwo(), useOne()), parallel(useTwo)]);
