// expect: Type 'number' is not assignable to type 'string'
import { change, one, stage } from '../words.ts';

stage({
  name: 'wrong',
  provides: { one },
  // guilty below
  run: async (_inputs, ctx) => {
    await ctx.effect('x', change);
    return { one: { name: 7 } };
  },
  undo: async (_outputs, _inputs, ctx) => ctx.log.info('undone'),
});
