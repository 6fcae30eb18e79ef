import { one, stage, two } from '../words.ts';

stage({
  name: 'typed',
  needs: { first: one },
  provides: { second: two },
  async run({ first }, ctx) {
    const name: string = first.name;
    const made: number = await ctx.effect('make', {
      describe: `make ${name}`,
      apply: async () => name.length,
      observe: async () => ({ status: 'not-done' }),
    });
    return { second: made };
  },
  plan: ({ first }) => [{ effect: 'make', describe: `make ${first.name}` }],
  observe: async ({ first }) =>
    first.name === '' ? { status: 'not-done' } : { status: 'unknown', reason: 'dark' },
  undo(outputs, { first }) {
    const made: number | undefined = outputs?.second;
    return { second: made ?? first.name.length };
  },
});
