/** The image of a deploy: looked up by reference, or built. */
import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { BuildDefect } from '../builder.ts';
import { ulid } from '../ids.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import type { LoadedFlyctlConfig } from './load-config.ts';

export interface ObtainImage {
  readonly call: Call;
  readonly app: string;
  readonly loaded: LoadedFlyctlConfig;
  readonly workingDir: string;
}

/** The reference to deploy, for instance `registry.fly.io/demo:deployment-01J…`. */
export async function obtainImage(options: ObtainImage): Promise<string> {
  const { call, app, loaded } = options;
  const given = call.args.text('image') ?? loaded.config.build?.image;
  try {
    return given === undefined ? await build(options) : await lookUp(call, app, given);
  } catch (error) {
    throw new FlyctlError(`failed to fetch an image or build from source: ${(error as Error).message}`);
  }
}

async function lookUp(call: Call, app: string, ref: string): Promise<string> {
  call.err(`==> Building image\nSearching for image '${ref}' remotely...`);
  const found = await call.api.image(app, ref);
  call.err(`image found: ${found.digest}\nimage: ${ref}\nimage size: ${megabytes(found.sizeBytes)}`);
  return ref;
}

async function build({ call, app, loaded, workingDir }: ObtainImage): Promise<string> {
  const { args } = call;
  const pushes = !args.bool('build-only', false) || args.bool('push', false);
  const tag = args.text('image-label') ?? `deployment-${ulid()}`;
  const ref = `registry.fly.io/${app}:${tag}`;
  call.err('==> Building image with the emulated builder\n--> Loading build context');
  const built = await call.api.build(app, {
    context: workingDir,
    dockerfile: dockerfilePath(call, loaded, workingDir),
    buildArgs: { ...loaded.config.build?.args, ...pairs(args.list('build-arg')) },
    labels: pairs(args.list('label')),
    defect: defectOf(process.env),
    tag: pushes ? tag : undefined,
  });
  call.err(`--> Building image done`);
  if (pushes) {
    call.err(
      `==> Pushing image to fly\n#1 pushing manifest for ${ref}@${built.digest}\n--> Pushing image done`,
    );
  }
  call.err(`image: ${ref}\nimage size: ${megabytes(built.sizeBytes)}`);
  return ref;
}

/** The defect that a test asks for by variables. */
function defectOf(env: NodeJS.ProcessEnv): BuildDefect | undefined {
  const preload = env['FLY_EMULATOR_PRELOAD'] || undefined;
  const staleEdge = env['FLY_EMULATOR_STALE_EDGE'] === 'true';
  return preload === undefined && !staleEdge ? undefined : { preload, staleEdge };
}

function dockerfilePath(call: Call, loaded: LoadedFlyctlConfig, workingDir: string): string {
  const flag = call.args.text('dockerfile');
  if (flag !== undefined) return resolve(workingDir, flag);
  const named = loaded.config.build?.dockerfile;
  if (named === undefined) return resolve(workingDir, 'Dockerfile');
  const besideConfig = resolve(dirname(loaded.path), named);
  return existsSync(besideConfig) ? besideConfig : resolve(workingDir, named);
}

/** `K=V` words as a record. */
export function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=');
      if (equals < 1) throw new FlyctlError(`'${word}': must be in the format NAME=VALUE`);
      return [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
