import { flag, same, stage } from '../words.ts';
import type { EffectContext, FlagParamOf, StageContext } from '../words.ts';

stage({
  name: 'changes',
  params: { fast: flag('fast') },
  run(_inputs, ctx) {
    same<typeof ctx, EffectContext<{ fast: FlagParamOf }>>(true);
  },
  plan(_inputs, ctx) {
    same<typeof ctx, StageContext<{ fast: FlagParamOf }>>(true);
    return [];
  },
  undo(_outputs, _inputs, ctx) {
    same<typeof ctx, StageContext<{ fast: FlagParamOf }>>(true);
  },
});
