// expect: stage 'copy.one.to.two' needs 'one', which no stage provides
import { copyTo, definePipeline } from '../words.ts';

definePipeline('p', [
  copyTo('two'), // <- guilty
]);
