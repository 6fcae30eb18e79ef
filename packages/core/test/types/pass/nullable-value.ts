import { artifact, json, same, stage } from '../words.ts';

const previous = artifact('previous', json<{ readonly version: string } | null>());

stage({ name: 'first', provides: { previous }, run: () => ({ previous: null }) });
stage({
  name: 'later',
  provides: { previous },
  run: (_inputs, ctx) => ({ previous: ctx.dryRun ? null : { version: '1' } }),
});
stage({
  name: 'reads',
  needs: { previous },
  run: ({ previous }) => same<typeof previous, { readonly version: string } | null>(true),
});
