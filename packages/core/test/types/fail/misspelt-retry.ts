// expect: 'retrys' does not exist in type 'Retry'
import { stage } from '../words.ts';

stage({
  name: 'again',
  retry: { retrys: 3 }, // <- guilty
  run: () => undefined,
});
