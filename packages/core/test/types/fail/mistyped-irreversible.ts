// expect: a stage has no property 'ireversible' (did you mean 'irreversible'?)
import { stage } from '../words.ts';

stage({
  name: 'mistyped',
  ireversible: 'it stays', // <- guilty
  run: () => undefined,
});
