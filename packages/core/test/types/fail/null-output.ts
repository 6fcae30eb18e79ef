// expect: Type 'null' is not assignable to type '{ readonly name: string; }'
import { one, stage } from '../words.ts';

stage({
  name: 'nothing-there',
  provides: { one },
  run: () => ({ one: null }), // <- guilty
});
