// expect: stage 'third.party' needs 'one', which no stage provides
import { definePipeline, thirdParty } from '../words.ts';

definePipeline('p', [
  thirdParty, // <- guilty
]);
