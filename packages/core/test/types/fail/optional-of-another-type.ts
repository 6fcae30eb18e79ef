// expect: stage 'may.one' needs 'one' as another type than 'other.one' provides it
import { artifact, definePipeline, json, one, optional, stage } from '../words.ts';

const other = artifact('one', json<number>());
const makeOther = stage({ name: 'other.one', provides: { other }, run: () => ({ other: 1 }) });
const mayUse = stage({ name: 'may.one', needs: { one: optional(one) }, run: () => undefined });

definePipeline('p', [
  makeOther,
  mayUse, // <- guilty
]);
