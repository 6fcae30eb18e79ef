// expect: a stage has either 'undo' or 'irreversible', not both
import { stage } from '../words.ts';

stage({
  name: 'both',
  irreversible: 'it cannot be', // <- guilty
  run: () => undefined,
  undo: () => undefined,
});
