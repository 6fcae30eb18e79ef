// expect: a stage that only looks has no effect: give it 'undo', or 'irreversible' with the reason why its change is kept
import { change, stage } from '../words.ts';

stage({
  name: 'sneaky',
  run: async (_inputs, ctx) => {
    // oxlint-disable-next-line typescript/await-thenable -- as an author writes it
    await ctx.effect('x', change); // <- guilty
  },
});
