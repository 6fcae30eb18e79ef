// expect: Property 'observe' is missing in type
import { stage } from '../words.ts';

stage({
  name: 'blind',
  irreversible: 'it stays',
  run: (_inputs, ctx) => ctx.effect('x', { describe: 'x', apply: async () => undefined }), // <- guilty
});
