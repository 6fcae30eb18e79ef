// expect: Property 'effect' does not exist on type 'StageContext<Nothing>'
import { stage } from '../words.ts';

stage({
  name: 'planning',
  irreversible: 'test',
  run: () => undefined,
  plan: (_inputs, ctx) => [ctx.effect], // <- guilty
});
