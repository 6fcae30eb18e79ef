// expect: Property 'fast' does not exist on type 'ParamValues<{ slow: FlagParam; }>'
import { flag, stage } from '../words.ts';

stage({
  name: 'asks-more',
  params: { slow: flag('slowly') },
  run: (_inputs, ctx) => void ctx.params.fast, // <- guilty
});
