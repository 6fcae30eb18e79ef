// expect: 'outputs' is possibly 'undefined'
import { one, stage } from '../words.ts';

stage({
  name: 'undo-trusts',
  provides: { one },
  run: () => ({ one: { name: 'x' } }),
  undo: (outputs) => void outputs.one.name, // <- guilty
});
