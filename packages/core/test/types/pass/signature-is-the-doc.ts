import { definePipeline, makeOne, one, stage, two } from '../words.ts';
import type { Stage } from '../../../src/index.ts';

export function release(): Stage<'fly.release', typeof one, typeof two> {
  return stage({
    name: 'fly.release',
    needs: { one },
    provides: { two },
    run: ({ one }) => ({ two: one.name.length }),
  });
}

definePipeline('p', [makeOne(), release()]);
