// expect: Type '() => undefined' is not assignable to type 'undefined'
import { stage } from '../words.ts';

stage({
  name: 'both',
  verifies: true,
  run: () => undefined,
  undo: () => undefined, // <- guilty
});
