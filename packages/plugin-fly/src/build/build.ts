/** Builds and pushes once, so that a release, a retry or a rollback never builds again. */
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { isDeployError, stage, text } from '@paintbox/deploy-core';
import { image } from '@paintbox/deploy-core/release';
import type { DeployError, Stage, StageContext } from '@paintbox/deploy-core';
import type { CommandOutput } from '@paintbox/deploy-core/run';
import type { Image } from '@paintbox/deploy-core/release';
import { fleetBefore } from '../artifacts.ts';
import { buildArgs } from '../flyctl/commands.ts';
import type { BuildArgs, Builder } from '../flyctl/commands.ts';
import { badAnswer, flyctlFailed, imageRefWrong } from '../errors.ts';
import { classifyFailure, reactionTo } from '../flyctl/classify-failure.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import { progressOf } from '../flyctl/phases.ts';
import { patienceFor, watchCommand } from '../flyctl/watchdog.ts';

/** Even waiting for a builder may take five minutes. */
const BUILD_MS = 20 * 60_000;

/** Options of {@link build}. */
export interface BuildOptions {
  /** The platform's config file, .toml or .json. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** Default: the one in the config file, else `Dockerfile` in the context. */
  readonly dockerfile?: string | undefined;
  /** Folder that is sent to the builder. Default `.`. */
  readonly context?: string | undefined;
  /** The image's tag. Default: the run's id, which no other build uses. */
  readonly label?: string | undefined;
  /** Values for the `ARG`s of the Dockerfile, such as the commit; empty ones are left to their defaults. No secrets: they stay in the image. Default none. */
  readonly args?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Provides the image: built, or the one named with `--image`.
 *
 * @throws DeployError `FLY_IMAGE_REF`, `FLY_BAD_ANSWER`, or the code of the failure table.
 */
export function build(options: BuildOptions = {}): Stage<'fly.build', typeof fleetBefore, typeof image> {
  const { config = 'fly.production.toml', dockerfile, context = '.', label, args } = options;
  return stage({
    name: 'fly.build',
    describe: 'build the image and push it to the registry',
    needs: { before: fleetBefore },
    provides: { image },
    params: { image: text('REF', 'deploy this image and skip the build') },
    irreversible: 'an image in the registry that no release uses harms nobody',
    retry: { retries: 2, minDelayMs: 2_000 },
    timeoutMs: BUILD_MS + 60_000,

    plan: (_inputs, ctx) =>
      ctx.params.image === undefined ? [{ effect: 'push', describe: describePush(ctx, label) }] : [],

    async run(_inputs, ctx) {
      if (ctx.params.image !== undefined) return { image: givenImage(ctx.params.image) };
      const pushed = await ctx.effect<Image>('push', {
        describe: describePush(ctx, label),
        async apply(ctx) {
          const flyctl = await openFlyctl(ctx);
          return push(ctx, flyctl, {
            app: flyctl.app,
            config: resolve(config),
            dockerfile: dockerfile === undefined ? undefined : resolve(dockerfile),
            context: resolve(context),
            label: labelOf(ctx, label),
            args,
          });
        },
        // The registry cannot be asked. Pushing the same tag again is harmless.
        observe: async () => ({ status: 'not-done' }),
      });
      return { image: pushed };
    },
  });
}

/** Builds. When the builder (not the build) fails, it tries the next kind of builder. */
async function push(ctx: StageContext, flyctl: Flyctl, build: Omit<BuildArgs, 'builder'>): Promise<Image> {
  const builders: readonly (Builder | undefined)[] = [undefined, 'remote', 'recreated'];
  let told: DeployError | undefined;
  for (const builder of builders) {
    if (told !== undefined) ctx.log.warn(`${told.message}; building on another builder (${builder})`);
    const output = await buildOnce(ctx, flyctl, buildArgs({ ...build, builder }));
    if (!isDeployError(output) && output.exitCode === 0) return imageOf(output);
    told = isDeployError(output) ? output : flyctlFailed('deploy --build-only', classifyFailure(output));
    const hangs = told.code === 'FLY_PHASE_STUCK';
    if (!hangs && reactionTo(told.code) !== 'other-builder') break;
  }
  throw told;
}

/** One build. Returns the error of the watchdog when flyctl was silent for too long. */
async function buildOnce(
  ctx: StageContext,
  flyctl: Flyctl,
  args: readonly string[],
): Promise<CommandOutput | DeployError> {
  using watchdog = watchCommand(ctx, patienceFor(0, 0));
  try {
    return await flyctl.deploy(args, {
      timeoutMs: BUILD_MS,
      signal: watchdog.signal,
      onLine(line) {
        watchdog.heard(line);
        const progress = progressOf(line);
        if (progress !== undefined) ctx.progress(progress);
      },
    });
  } catch (error) {
    if (isDeployError(error) && error.code === 'FLY_PHASE_STUCK') return error;
    throw error;
  }
}

/**
 * The image that flyctl says it pushed.
 *
 * @throws DeployError `FLY_BAD_ANSWER` when it names none: an exit code alone is no proof of a push.
 */
export function imageOf(output: CommandOutput): Image {
  const said = stripVTControlCharacters(`${output.stdout}\n${output.stderr}`);
  const ref = [...said.matchAll(/^\s*image: (\S+)\s*$/gm)].at(-1)?.[1];
  const pushed = /pushing manifest for (\S+?)@(sha256:[0-9a-f]{64})/.exec(said);
  if (ref === undefined) throw badAnswer('deploy --build-only', "it names no image (no line 'image: …')");
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(ref)?.[1] ?? pushed?.[2] ?? null;
  return digest === null ? { ref, digest } : { ref: `${withoutTag(ref)}@${digest}`, digest };
}

function givenImage(ref: string): Image {
  if (!/^[\w.-]+(?::\d+)?\/[\w./-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/.test(ref))
    throw imageRefWrong(ref);
  return { ref, digest: /@(sha256:[0-9a-f]{64})$/.exec(ref)?.[1] ?? null };
}

function withoutTag(ref: string): string {
  return ref.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
}

function labelOf(ctx: StageContext, label: string | undefined): string {
  return (label ?? ctx.run.id).replace(/[^\w.-]/g, '-').slice(0, 128);
}

function describePush(ctx: StageContext, label: string | undefined): string {
  return `build and push image ${ctx.run.app}:${label ?? ctx.run.id}`;
}
