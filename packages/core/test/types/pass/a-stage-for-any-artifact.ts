import { definePipeline, makeOne, one, stage } from '../words.ts';
import type { Stage } from '../../../src/index.ts';
import type { AnyArtifact } from '../../../src/run.ts';

function show<A extends AnyArtifact>(token: A): Stage<'show', A, never> {
  return stage({ name: 'show', needs: { token }, run: (_inputs, ctx) => ctx.log.info(token.id) });
}

definePipeline('p', [makeOne(), show(one)]);
