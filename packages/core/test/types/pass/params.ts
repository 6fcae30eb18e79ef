import { flag, stage, text } from '../words.ts';

stage({
  name: 'asks',
  params: { fast: flag('fast'), to: text('VERSION', 'which') },
  run(_inputs, ctx) {
    const fast: boolean = ctx.params.fast;
    const to: string | undefined = ctx.params.to;
    return void [fast, to];
  },
});
