// expect: Type 'string' is not assignable to type 'undefined'
import { stage } from '../words.ts';

stage({
  name: 'both',
  irreversible: 'it cannot be', // <- guilty
  run: () => undefined,
  undo: () => undefined,
});
