// expect: stage 'use.one' needs 'one', which 'make.one' of its own group provides: members of a group run at the same time
import { definePipeline, makeOne, parallel, useOne } from '../words.ts';

definePipeline('p', [
  parallel(makeOne(), useOne()), // <- guilty
]);
