// expect: Property 'effect' does not exist on type 'StageContext<Nothing>'
import { change, stage } from '../words.ts';

stage({
  name: 'undoing',
  run: () => undefined,
  undo: async (_outputs, _inputs, ctx) => {
    await ctx.effect('x', change); // <- guilty
  },
});
