import { flag, same, stage, text } from '../words.ts';

stage({
  name: 'exact',
  params: { fast: flag('fast'), to: text('VERSION', 'which') },
  run(_inputs, ctx) {
    same<typeof ctx.params, { readonly fast: boolean; readonly to: string | undefined }>(true);
  },
});
