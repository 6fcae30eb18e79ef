import { same, stage } from '../words.ts';
import type { StageContext } from '../../../src/index.ts';

stage({
  name: 'looks',
  params: {},
  run(_inputs, ctx) {
    // oxlint-disable-next-line typescript/no-empty-object-type -- no params
    same<typeof ctx, StageContext<{}>>(true);
    same<'effect' extends keyof typeof ctx ? true : false, false>(true);
  },
});
