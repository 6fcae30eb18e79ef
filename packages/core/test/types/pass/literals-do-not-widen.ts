import { shaped, stage } from '../words.ts';

stage({ name: 'a', provides: { shaped }, run: () => ({ shaped: { shape: { kind: 'list', size: 3 } } }) });
stage({ name: 'b', provides: { shaped }, run: async () => ({ shaped: { shape: { kind: 'none' } } }) });
stage({
  name: 'c',
  provides: { shaped },
  run(_inputs, ctx) {
    return ctx.dryRun
      ? { shaped: { shape: { kind: 'none' } } }
      : { shaped: { shape: { kind: 'list', size: 1 } } };
  },
});
stage({
  name: 'd',
  provides: { shaped },
  run: () => ({ shaped: { shape: { kind: 'list', size: 3 } } }),
  undo: () => ({ shaped: { shape: { kind: 'none' } } }),
});
