/** Builds with the Docker of this machine, and pushes to the registry of the platform. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { StageContext } from '@paintbox/deploy-core';
import { authorize } from '../api/authorization.ts';
import { buildFailed, dockerMissing } from '../errors.ts';
import { findOnPath, withTempFile } from '../files.ts';
import type { Builder, BuildRequest } from './builder.ts';

const BUILD_MS = 20 * 60_000;

/**
 * A builder that runs `docker buildx build --push`, for linux/amd64, without attestations: the registry refuses these (reported: noetic-sys/corpus#65), and an
 * index would hide which manifest a machine runs.
 */
export function docker(): Builder {
  return {
    name: 'docker',
    async missing({ env }) {
      return (await findOnPath(['docker'], env['PATH'])) === undefined ? dockerMissing() : undefined;
    },
    async build(ctx, request) {
      const executable = await findOnPath(['docker'], ctx.env['PATH']);
      if (executable === undefined) throw dockerMissing();
      // A config of its own: the login of this person stays as it is, and the token is in no argument.
      await withTempFile('config.json', dockerConfig(ctx, request.pushTo), async (file) => {
        const { exitCode, stderr } = await ctx.$({
          env: { DOCKER_CONFIG: join(file, '..') },
          timeoutMs: BUILD_MS,
          onLine: (line) => ctx.progress(line.trim().slice(0, 120)),
        })`${executable} ${argumentsOf(request)}`;
        if (exitCode !== 0)
          throw buildFailed({ code: 'FLY_BUILD_FAILED', said: lastOf(stderr), otherBuilder: false });
      });
    },
  };
}

function argumentsOf({ pushTo, dockerfile, context, args }: BuildRequest): readonly string[] {
  const file = dockerfile === undefined ? [] : ['--file', dockerfile];
  const values = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const plain = ['--platform', 'linux/amd64', '--provenance=false', '--sbom=false'];
  return ['buildx', 'build', '--push', '--tag', pushTo, ...plain, ...file, ...values, context];
}

/** As `flyctl auth docker` writes it: the user `x` with the token. */
function dockerConfig(ctx: StageContext, pushTo: string): string {
  const [host = ''] = pushTo.split('/');
  const auth = authorize(ctx)
    .registry.reveal()
    .replace(/^Basic /, '');
  const folder = ctx.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  return JSON.stringify({ auths: { [host]: { auth } }, cliPluginsExtraDirs: [join(folder, 'cli-plugins')] });
}

function lastOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-3).join(' ').slice(0, 600) || 'it said nothing';
}
