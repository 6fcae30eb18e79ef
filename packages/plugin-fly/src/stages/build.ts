/** Builds and pushes once, so that a release, a retry or a rollback never builds again. What was pushed is read from the registry. */
import { flag, stage } from '@paintbox/deploy-core';
import { image, readLedger } from '@paintbox/deploy-core/release';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import { PUBLIC_REGISTRY } from '../api/addresses.ts';
import { fleetBefore } from '../artifacts.ts';
import { findPushed, lookUp } from '../build/find-pushed.ts';
import { imageRefWrong } from '../errors.ts';
import type { AppSettings } from '../options.ts';
import { imageName } from '../registry/image-name.ts';
import { imageBad } from '../release-errors.ts';
import { commitOf, sourceOf } from '../release/provenance.ts';
import { badMarkOf } from '../rollback/score-releases.ts';
import { imageParam } from './image-param.ts';

/** Options of `build`. */
export interface BuildOptions {
  /** Default: the one in the config file, else `Dockerfile` in the context. */
  readonly dockerfile?: string | undefined;
  /** Folder that is sent to the builder. Default `.`. */
  readonly context?: string | undefined;
  /** The image's tag. Default: the run's id, which no other build uses. */
  readonly label?: string | undefined;
  /** Values for the `ARG`s of the Dockerfile, such as the commit; empty ones are left to their defaults. No secrets: they stay in the image. Default none. */
  readonly args?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The stage `fly.build`. `--image` names an image instead of building one. */
export function build(
  settings: AppSettings,
  options: BuildOptions = {},
): Stage<'fly.build', typeof fleetBefore, typeof image> {
  const { config, builder } = settings;
  const { dockerfile, context = '.', label, args = {} } = options;
  return stage({
    name: 'fly.build',
    describe: 'build the image and push it to the registry',
    needs: { before: fleetBefore },
    provides: { image },
    params: { image: imageParam, force: flag('release an image although it was found bad before') },
    irreversible: 'an image in the registry that no release uses harms nobody',
    retry: { retries: 2, minDelayMs: 2_000 },
    timeoutMs: 65 * 60_000,

    plan: (_inputs, ctx) =>
      ctx.params.image === undefined
        ? [{ effect: 'push', describe: describePush(ctx, builder.name, label) }]
        : [],

    async foresee(_inputs, ctx) {
      const { image: named, force } = ctx.params;
      if (named === undefined)
        return { image: { ref: `${PUBLIC_REGISTRY}/${ctx.run.app}:${labelOf(ctx, label)}`, digest: null } };
      const image = await givenImage(ctx, named);
      await refuseBadImage(ctx, image, force);
      return { image };
    },

    async run(_inputs, ctx) {
      const { image: named, force } = ctx.params;
      if (named !== undefined) {
        const image = await givenImage(ctx, named);
        await refuseBadImage(ctx, image, force);
        return { image };
      }
      const tag = labelOf(ctx, label);
      // The platform knows its registry by its public name, wherever `FLY_REGISTRY_HOST` says that it is asked.
      const ref = `${PUBLIC_REGISTRY}/${ctx.run.app}:${tag}`;
      const pushTo = `${ctx.env['FLY_REGISTRY_HOST'] || PUBLIC_REGISTRY}/${ctx.run.app}:${tag}`;
      const given = Object.entries(args).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
      const pushed = await ctx.effect<Image>('push', {
        describe: describePush(ctx, builder.name, label),
        async apply(ctx) {
          const request = { app: ctx.run.app, config, pushTo, label: tag, dockerfile, context };
          await builder.build(ctx, { ...request, args: Object.fromEntries(given) });
          return findPushed(ctx, ref);
        },
        async observe(ctx) {
          const found = await lookUp(ctx, ref);
          // Pushing the same tag again is harmless.
          return found.status === 'found' ? { status: 'done', value: found.image } : { status: 'not-done' };
        },
      });
      await refuseBadImage(ctx, pushed, force);
      return { image: { ...pushed, ...commitOf(await sourceOf(ctx)) } };
    },
  });
}

/** An image that a person names must be there. A registry that refuses to say decides nothing. */
async function givenImage(ctx: StageContext, ref: string): Promise<Image> {
  if (imageName(ref) === undefined) throw imageRefWrong(ref);
  return findPushed(ctx, ref);
}

/** Refuses a bad image before anything is done with it: it stays bad under any release number. */
async function refuseBadImage(ctx: StageContext, { ref, digest }: Image, force: boolean): Promise<void> {
  const bad = badMarkOf({ imageDigest: digest, configHash: null }, await readLedger(ctx.state));
  if (bad === undefined) return;
  if (!force) throw imageBad(ref, bad.version, bad.reason);
  ctx.log.warn(`released all the same, as --force says: ${imageBad(ref, bad.version, bad.reason).message}`);
}

function labelOf(ctx: StageContext, label: string | undefined): string {
  return (label ?? ctx.run.id).replace(/[^\w.-]/g, '-').slice(0, 128);
}

function describePush(ctx: StageContext, builder: string, label: string | undefined): string {
  return `build image ${ctx.run.app}:${labelOf(ctx, label)} with ${builder}, and push it`;
}
