import { change, one, stage } from '../words.ts';

stage({
  name: 'any-order',
  undo: async (outputs) => ({ one: { name: outputs?.one.name ?? 'x' } }),
  provides: { one },
  async run(_inputs, ctx) {
    await ctx.effect('x', change);
    return { one: { name: 'x' } };
  },
});
