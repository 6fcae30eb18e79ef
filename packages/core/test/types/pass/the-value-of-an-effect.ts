import { same, stage } from '../words.ts';

stage({
  name: 'typed',
  irreversible: 'it stays',
  async run(_inputs, ctx) {
    const made = await ctx.effect('make', {
      describe: 'make',
      apply: async () => ({ id: 'x' }),
      observe: async () => ({ status: 'done', value: { id: 'x' } }),
    });
    same<typeof made, { id: string }>(true);
  },
});
