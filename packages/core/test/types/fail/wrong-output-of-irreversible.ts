// expect: Type 'number' is not assignable to type 'string'
import { one, stage } from '../words.ts';

stage({
  name: 'wrong',
  irreversible: 'it stays',
  provides: { one },
  run: () => ({ one: { name: 7 } }), // <- guilty
});
