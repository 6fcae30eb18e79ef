// expect: stage 'use.one' needs 'one', which no stage provides
import { definePipeline, useOne } from '../words.ts';

definePipeline('p', [
  useOne(), // <- guilty
]);
