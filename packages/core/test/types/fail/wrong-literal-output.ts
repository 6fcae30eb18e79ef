// expect: Type '"tree"' is not assignable to type '"
import { shaped, stage } from '../words.ts';

stage({
  name: 'wrong-literal',
  provides: { shaped },
  run: () => ({ shaped: { shape: { kind: 'tree', size: 1 } } }), // <- guilty
});
