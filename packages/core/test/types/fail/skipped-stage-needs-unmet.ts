// expect: stage 'use.one' needs 'one', which no stage provides
import { definePipeline, useOne, when } from '../words.ts';

definePipeline('p', [
  when(true, useOne()), // <- guilty
]);
