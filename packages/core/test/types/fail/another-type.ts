// expect: stage 'use.one' needs 'one' as another type than 'other.one' provides it
import { artifact, definePipeline, json, stage, useOne } from '../words.ts';

const other = artifact('one', json<number>());
const makeOther = stage({ name: 'other.one', provides: { other }, run: () => ({ other: 1 }) });

definePipeline('p', [
  makeOther,
  useOne(), // <- guilty
]);
