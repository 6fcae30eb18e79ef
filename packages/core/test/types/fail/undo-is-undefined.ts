// expect: Type 'undefined' is not assignable to type '(outputs
import { stage } from '../words.ts';

stage({
  name: 'pretends',
  run: () => undefined,
  undo: undefined, // <- guilty
});
