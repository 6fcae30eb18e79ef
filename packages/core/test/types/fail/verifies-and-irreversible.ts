// expect: a stage that verifies only looks: it has neither 'undo' nor 'irreversible'
import { stage } from '../words.ts';

stage({
  name: 'both',
  verifies: true, // <- guilty
  irreversible: 'it stays',
  run: () => undefined,
});
