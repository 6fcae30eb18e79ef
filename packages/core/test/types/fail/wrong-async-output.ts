// expect: Type 'string' is not assignable to type 'number'
import { two, stage } from '../words.ts';

stage({
  name: 'wrong-async',
  provides: { two },
  run: async () => ({ two: 'two' }), // <- guilty
});
