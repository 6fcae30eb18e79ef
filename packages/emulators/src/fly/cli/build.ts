/** `flyctl deploy --build-only`: has the platform's builder build and push. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { BuildDefect, BuildRequest, BuiltImage } from '../builder.ts';
import { ulid } from '../ids.ts';
import { readArguments, type BuildArguments } from './arguments.ts';
import { loadBuildConfig, type BuildConfig } from './build-config.ts';
import { FlyctlError } from './failure.ts';

/** Where the emulated platform is, and as whom to ask it. */
export interface Daemon {
  readonly url: string;
  readonly token: string;
}

/** Builds, tells on stderr what was built, as flyctl does. Without `--push` the image is thrown away. */
export async function build(daemon: Daemon, words: readonly string[]): Promise<void> {
  const args = readArguments(words);
  const context = resolve(args.context);
  const config = await loadBuildConfig(args.text('config'), context);
  const app = args.text('app') ?? (process.env['FLY_APP'] || config.app);
  if (app === undefined)
    throw new FlyctlError(
      'the config for your app is missing an app name, add an app field to the fly.toml file or specify with the -a flag',
    );
  await ask(daemon, 'GET', `/v1/apps/${app}`).catch((error: Error) => {
    throw new FlyctlError(`failed to get app: ${error.message}`);
  });
  const tag = args.text('image-label') ?? `deployment-${ulid()}`;
  const ref = `registry.fly.io/${app}:${tag}`;
  say('==> Building image with the emulated builder');
  const asked: BuildRequest & { readonly tag: string | undefined } = {
    context,
    dockerfile: dockerfilePath(args, config, context),
    buildArgs: { ...config.build?.args, ...pairs(args.list('build-arg')) },
    labels: pairs(args.list('label')),
    defect: defectOf(process.env),
    tag: args.bool('push') ? tag : undefined,
  };
  const built = await ask(daemon, 'POST', `/builder/apps/${app}/builds`, asked).catch((error: Error) => {
    throw new FlyctlError(`failed to fetch an image or build from source: ${error.message}`);
  });
  const { digest, sizeBytes } = built as BuiltImage;
  say('--> Building image done');
  if (args.bool('push')) {
    say(`==> Pushing image to fly\n#1 pushing manifest for ${ref}@${digest}\n--> Pushing image done`);
  }
  say(`image: ${ref}\nimage size: ${(sizeBytes / 1e6).toFixed(1)} MB`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function ask({ url, token }: Daemon, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new FlyctlError(
      `${method} "${path}": ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  const said = JSON.parse((await answer.text()) || '{}') as { error?: string };
  if (!answer.ok) throw new FlyctlError(said.error ?? `status ${answer.status}`);
  return said;
}

/** The defect that a test asks for by variables. */
function defectOf(env: NodeJS.ProcessEnv): BuildDefect | undefined {
  const preload = env['FLY_EMULATOR_PRELOAD'] || undefined;
  const staleEdge = env['FLY_EMULATOR_STALE_EDGE'] === 'true';
  return preload === undefined && !staleEdge ? undefined : { preload, staleEdge };
}

function dockerfilePath(
  args: BuildArguments,
  { path, build: section }: BuildConfig,
  context: string,
): string {
  const flag = args.text('dockerfile');
  if (flag !== undefined) return resolve(context, flag);
  const named = section?.dockerfile;
  if (named === undefined) return resolve(context, 'Dockerfile');
  const besideConfig = resolve(dirname(path), named);
  return existsSync(besideConfig) ? besideConfig : resolve(context, named);
}

/** `K=V` words as a record. */
function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=');
      if (equals < 1) throw new FlyctlError(`'${word}': must be in the format NAME=VALUE`);
      return [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}
