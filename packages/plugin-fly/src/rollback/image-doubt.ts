/** Whether an image could be released again, by the word of the registry. */
import type { StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { registry } from '../registry/registry.ts';

/**
 * Why it could not, as a sentence; undefined when it could. A registry that refuses to say proves nothing against an image that a machine runs or ran: tokens of one
 * app are reported to be refused there.
 */
export async function imageDoubt(ctx: StageContext, imageRef: string): Promise<string | undefined> {
  ctx.progress(`asking the registry for ${imageRef}`);
  try {
    const found = await registry(ctx).find(imageRef);
    if (found.status === 'missing') return `its image ${imageRef} is no longer in the registry`;
    if (found.status === 'unknown')
      ctx.log.warn(
        `the registry does not say whether it has ${imageRef}: ${found.why}; it is taken to be there`,
      );
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return `whether its image ${imageRef} is still in the registry could not be asked: ${failure.error.message}`;
  }
}
