// expect: Type 'string' is not assignable to type 'number'
import { stage } from '../words.ts';

stage({
  name: 'slow',
  timeoutMs: '5m', // <- guilty
  run: () => undefined,
});
