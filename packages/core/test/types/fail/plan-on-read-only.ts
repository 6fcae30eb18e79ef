// expect: 'plan' is for a stage that changes something: one with 'undo' or 'irreversible'
import { stage } from '../words.ts';

stage({
  name: 'only-looks',
  run: () => undefined,
  plan: () => [], // <- guilty
});
