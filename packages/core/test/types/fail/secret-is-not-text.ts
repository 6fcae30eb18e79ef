// expect: is not assignable to parameter of type 'string'
import { stage } from '../words.ts';

stage({
  name: 'leaks',
  run: (_inputs, ctx) => ctx.log.info(ctx.secret('hidden')), // <- guilty
});
