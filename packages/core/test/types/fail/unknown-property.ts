// expect: a stage has no property 'timeout' (did you mean 'timeoutMs'?)
import { stage } from '../words.ts';

stage({
  name: 'misspelt',
  timeout: 4, // <- guilty
  run: () => undefined,
});
