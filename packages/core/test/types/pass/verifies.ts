import { definePipeline, makeOne, one, stage } from '../words.ts';

const verify = stage({
  name: 'verify',
  needs: { one },
  verifies: true,
  retry: { retries: 3, minDelayMs: 100, maxDelayMs: 1_000 },
  timeoutMs: 60_000,
  run: ({ one }, ctx) => ctx.progress(one.name),
});

definePipeline('p', [makeOne(), verify], { describe: 'make one and look at it' });
