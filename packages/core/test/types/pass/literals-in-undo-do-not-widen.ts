import { change, shaped, stage } from '../words.ts';

stage({
  name: 'async',
  provides: { shaped },
  async run(_inputs, ctx) {
    await ctx.effect('x', change);
    return { shaped: { shape: { kind: 'list', size: 3 } } };
  },
  async undo(outputs, _inputs, ctx) {
    return ctx.dryRun || outputs === undefined
      ? { shaped: { shape: { kind: 'none' } } }
      : { shaped: { shape: { kind: 'list', size: 0 } } };
  },
});
