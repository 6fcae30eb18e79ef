import { same, stage } from '../words.ts';
import type { CommandOutput } from '../../../src/run.ts';

stage({
  name: 'shell',
  async run(_inputs, ctx) {
    const plain = await ctx.$`git rev-parse ${'HEAD'}`;
    const limited = await ctx.$({ timeoutMs: 1_000 })`git log ${['-n', '1']}`;
    same<typeof plain, CommandOutput>(true);
    same<typeof limited, CommandOutput>(true);
  },
});
