// expect: stages 'make.one' and 'again.one' of one group both provide 'one'
import { definePipeline, makeOne, one, parallel, stage } from '../words.ts';

const again = stage({ name: 'again.one', provides: { one }, run: () => ({ one: { name: 'y' } }) });

definePipeline('p', [
  parallel(makeOne(), again), // <- guilty
]);
