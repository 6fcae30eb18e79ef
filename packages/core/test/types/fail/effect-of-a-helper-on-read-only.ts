// expect: is not assignable to parameter of type 'EffectContext
import { change, stage } from '../words.ts';
import type { EffectContext } from '../words.ts';

const help = (ctx: EffectContext): Promise<null> => ctx.effect('x', change);

stage({
  name: 'sneaky',
  run: async (_inputs, ctx) => {
    await help(ctx); // <- guilty
  },
});
