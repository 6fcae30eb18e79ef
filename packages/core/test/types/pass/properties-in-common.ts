import { change, stage } from '../words.ts';

const common = { describe: 'one of many', timeoutMs: 3_000, retry: { retries: 2 } };

stage({ ...common, name: 'looks', run: () => undefined });
stage({
  ...common,
  name: 'changes',
  run: async (_inputs, ctx) => {
    await ctx.effect('x', change);
  },
  undo: () => undefined,
});
