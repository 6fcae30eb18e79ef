// expect: 'needsPerson' is for a stage with 'irreversible'
import { stage } from '../words.ts';

stage({
  name: 'worries',
  needsPerson: true, // <- guilty
  run: () => undefined,
});
