import { stage } from '../words.ts';

stage({
  name: 'mark',
  irreversible: 'the mark stays true',
  needsPerson: true,
  run: (_inputs, ctx) =>
    ctx.effect('mark', {
      describe: 'mark',
      apply: async () => undefined,
      observe: async () => ({ status: 'not-done' }),
    }),
});
