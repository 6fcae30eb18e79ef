import { definePipeline, makeOne, one, stage } from '../words.ts';
import type { AnyArtifact, Stage } from '../../../src/index.ts';

function show<A extends AnyArtifact>(token: A): Stage<'show', A, never> {
  return stage({ name: 'show', needs: { token }, run: (_inputs, ctx) => ctx.log.info(token.id) });
}

definePipeline('p', [makeOne(), show(one)]);
