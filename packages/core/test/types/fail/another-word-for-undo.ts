// expect: a stage has no property 'rollback' (did you mean 'undo'?)
import { stage } from '../words.ts';

stage({
  name: 'mistyped',
  rollback: () => undefined, // <- guilty
  run: () => undefined,
});
