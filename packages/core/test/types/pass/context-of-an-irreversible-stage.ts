import { flag, same, stage } from '../words.ts';
import type { EffectContext, FlagParamOf, StageContext } from '../words.ts';

stage({
  name: 'keeps',
  irreversible: 'it stays',
  params: { fast: flag('fast') },
  run(_inputs, ctx) {
    same<typeof ctx, EffectContext<{ fast: FlagParamOf }>>(true);
  },
  async observe(_inputs, ctx) {
    same<typeof ctx, StageContext<{ fast: FlagParamOf }>>(true);
    return { status: 'not-done' };
  },
});
