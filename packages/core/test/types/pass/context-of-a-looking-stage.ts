import { same, stage } from '../words.ts';
import type { EffectContext, StageContext } from '../../../src/index.ts';

stage({
  name: 'looks',
  params: {},
  run(_inputs, ctx) {
    // oxlint-disable-next-line typescript/no-empty-object-type -- no params
    same<Omit<typeof ctx, 'effect'>, Pick<StageContext<{}>, keyof StageContext>>(true);
    // It has a sentence in place of the effect.
    same<typeof ctx extends EffectContext ? true : false, false>(true);
    same<string extends Parameters<(typeof ctx)['effect']>[0] ? true : false, false>(true);
  },
});
