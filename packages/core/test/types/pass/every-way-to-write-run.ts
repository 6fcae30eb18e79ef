import { stage } from '../words.ts';

const given = (): void => undefined;

stage({ name: 'arrow', run: () => undefined });
stage({ name: 'empty', run: () => ({}) });
stage({ name: 'method', run() {} });
stage({ name: 'async', async run() {} });
stage({ name: 'reference', run: given });
stage({
  name: 'throws',
  run() {
    throw new Error('always');
  },
});
stage({
  name: 'finishes',
  run: (_inputs, ctx) => ctx.finish('done'),
});
