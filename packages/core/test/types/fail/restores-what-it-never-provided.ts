// expect: '{ readonly two: 2; }' is not assignable to type 'Awaitable<Restored<
import { one, stage } from '../words.ts';

stage({
  name: 'restores-more',
  provides: { one },
  run: () => ({ one: { name: 'x' } }),
  undo: () => ({ two: 2 }), // <- guilty
});
