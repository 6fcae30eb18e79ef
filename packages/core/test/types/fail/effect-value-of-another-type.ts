// expect: Type 'number' is not assignable to type 'string'
import { stage } from '../words.ts';

stage({
  name: 'misreads',
  irreversible: 'it stays',
  async run(_inputs, ctx) {
    const made = await ctx.effect('x', {
      describe: 'x',
      apply: async () => 1,
      observe: async () => ({ status: 'not-done' }),
    });
    const name: string = made; // <- guilty
    void name;
  },
});
