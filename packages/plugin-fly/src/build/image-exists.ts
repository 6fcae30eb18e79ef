/** Checks that the registry still has an image, without releasing anything. */
import { resolve } from 'node:path';
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { resolveArgs } from '../flyctl/commands.ts';
import { flyctlFailed } from '../errors.ts';
import { classifyFailure } from '../flyctl/classify-failure.ts';
import { withTempFile } from '../files.ts';
import { withRetries } from '../flyctl/flyctl.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';

const RESOLVE_MS = 60_000;

/**
 * True when the image can be released. flyctl has no command for that, but a deploy with `--build-only` resolves a given
 * image reference and ends before it makes a release (superfly/flyctl, internal/command/deploy, v0.4.87).
 *
 * @throws DeployError the code of the failure table when it cannot be asked.
 */
export async function imageExists(
  ctx: StageContext,
  flyctl: Flyctl,
  release: Pick<Release, 'imageRef'>,
  config: { readonly json: string | null; readonly file: string },
): Promise<boolean> {
  const ask = async (file: string): Promise<boolean> => {
    const args = resolveArgs(flyctl.app, file, release.imageRef);
    const output = await flyctl.deploy(args, { timeoutMs: RESOLVE_MS, onLine: () => {} });
    if (output.exitCode === 0) return true;
    const failure = classifyFailure(output);
    if (failure.code === 'FLY_IMAGE_MISSING') return false;
    // Nothing is changed here, so every failure that may pass is tried again.
    throw flyctlFailed('deploy --build-only', { ...failure, transient: failure.reaction !== 'stop' });
  };
  ctx.progress(`asking the registry for ${release.imageRef}`);
  const askAgain = (file: string): Promise<boolean> => withRetries(ctx, () => ask(file));
  return config.json === null
    ? askAgain(resolve(config.file))
    : withTempFile('fly.json', config.json, askAgain);
}

/** As `imageExists`, but a registry that cannot be asked gives a warning sentence, not an error. */
export async function imageDoubt(...asked: Parameters<typeof imageExists>): Promise<string | undefined> {
  const [ctx, , { imageRef }] = asked;
  try {
    return (await imageExists(...asked)) ? undefined : `its image ${imageRef} is no longer in the registry`;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!isDeployError(error)) throw error;
    return `whether its image ${imageRef} is still in the registry could not be asked: ${error.message}`;
  }
}
