/** The image behind a reference, by the word of the registry and not of the tool that pushed it. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import { imageMissing } from '../errors.ts';
import { registry } from '../registry/registry.ts';
import { byDigest } from '../release/describe-release.ts';

/** What the registry says of a reference. */
export type LookedUp =
  | { readonly status: 'found'; readonly image: Image }
  | { readonly status: 'missing' | 'unknown'; readonly why: string };

/** Just after a push the registry may not know the manifest (reported: about 15 s). */
const LAG_MS = 20_000;
const LOOK_MS = 2_000;

/**
 * Looks until it is there. Where the registry refuses to say, the image keeps its tag, and its digest is read from the first machine that runs it.
 *
 * @throws DeployError `FLY_IMAGE_MISSING`
 */
export async function findPushed(ctx: StageContext, ref: string): Promise<Image> {
  const end = ctx.clock.now() + LAG_MS;
  for (;;) {
    const found = await lookUp(ctx, ref);
    if (found.status === 'found') return found.image;
    if (found.status === 'unknown') {
      ctx.log.warn(
        `the registry does not say what ${ref} is: ${found.why}; its digest is read from the first machine that runs it`,
      );
      return { ref, digest: /@(sha256:[0-9a-f]{64})$/.exec(ref)?.[1] ?? null };
    }
    if (ctx.clock.now() >= end) throw imageMissing(ref, found.why);
    ctx.progress('waiting until the registry knows the image');
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
  }
}

/** Looks once. */
export async function lookUp(ctx: StageContext, ref: string): Promise<LookedUp> {
  const found = await registry(ctx).find(ref);
  if (found.status !== 'found') return found;
  // Machines of an index run one of its manifests, so only they say which.
  const digest = found.manifests === null ? found.digest : null;
  return { status: 'found', image: { ref: byDigest(ref, found.digest), digest } };
}
