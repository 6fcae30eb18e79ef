// expect: Property 'exec' does not exist on type 'EffectContext<Nothing>'
import { stage } from '../words.ts';

stage({
  name: 'hopes',
  irreversible: 'it stays',
  run: (_inputs, ctx) => void ctx.exec, // <- guilty
});
