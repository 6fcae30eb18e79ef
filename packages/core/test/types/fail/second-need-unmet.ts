// expect: stage 'use.both' needs 'two', which no stage provides
import { definePipeline, makeOne, one, stage, two } from '../words.ts';

const useBoth = stage({ name: 'use.both', needs: { one, two }, run: () => undefined });

definePipeline('p', [
  makeOne(),
  useBoth, // <- guilty
]);
