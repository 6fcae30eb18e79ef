// expect: a stage has no property 'nedes' (did you mean 'needs'?)
import { stage } from '../words.ts';

stage({
  name: 'mistyped',
  nedes: {}, // <- guilty
  run: () => undefined,
});
