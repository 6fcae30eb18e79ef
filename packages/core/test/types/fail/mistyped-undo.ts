// expect: a stage has no property 'undoo' (did you mean 'undo'?)
import { stage } from '../words.ts';

stage({
  name: 'mistyped',
  undoo: () => undefined, // <- guilty
  run: () => undefined,
});
