// expect: stage 'again.one' provides 'one', which 'make.one' provides already
import { definePipeline, makeOne, one, stage } from '../words.ts';

const again = stage({ name: 'again.one', provides: { one }, run: () => ({ one: { name: 'y' } }) });

definePipeline('p', [
  makeOne(),
  again, // <- guilty
]);
