// expect: Type 'string | undefined' is not assignable to type 'boolean'
import { stage, text } from '../words.ts';

stage({
  name: 'misreads',
  params: { to: text('VERSION', 'which') },
  run(_inputs, ctx) {
    const to: boolean = ctx.params.to; // <- guilty
    void to;
  },
});
