// expect: Type 'number' is not assignable to type 'string'
import { one, stage } from '../words.ts';

stage({
  name: 'restores-wrongly',
  provides: { one },
  run: () => ({ one: { name: 'x' } }),
  undo: async (outputs) => ({ one: { name: outputs?.one.name.length ?? 0 } }), // <- guilty
});
