// expect: 'observe' is for a stage that changes something: one with 'undo' or 'irreversible'
import { stage } from '../words.ts';

stage({
  name: 'only-looks',
  run: () => undefined,
  observe: async () => ({ status: 'not-done' }), // <- guilty
});
