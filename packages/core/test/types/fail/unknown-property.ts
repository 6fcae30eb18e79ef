// expect: a stage has no property 'timeout'
import { stage } from '../words.ts';

stage({
  name: 'misspelt',
  timeout: 4, // <- guilty
  run: () => undefined,
});
