// expect: Type '() => { readonly one: { readonly name: 7; }; }' is not assignable to type
import { one, stage } from '../words.ts';

stage({
  name: 'restores-wrongly',
  provides: { one },
  run: () => ({ one: { name: 'x' } }),
  undo: () => ({ one: { name: 7 } }), // <- guilty
});
