// expect: a stage has no property 'description' (did you mean 'describe'?)
import { stage } from '../words.ts';

stage({
  name: 'mistyped',
  description: 'looks', // <- guilty
  run: () => undefined,
});
