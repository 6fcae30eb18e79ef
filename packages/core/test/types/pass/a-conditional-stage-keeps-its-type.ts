import { same, useOne, when } from '../words.ts';
import type { one } from '../words.ts';
import type { Stage, StageContext } from '../../../src/index.ts';

const skippable = when((ctx) => {
  same<typeof ctx, StageContext>(true);
  return ctx.dryRun;
}, useOne());

same<typeof skippable, Stage<'use.one', typeof one, never>>(true);
