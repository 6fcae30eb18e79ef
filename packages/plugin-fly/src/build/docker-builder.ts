/** Builds with the Docker of this machine, and pushes to the registry of the platform. */
import { buildFailed, dockerMissing } from '../errors.ts';
import { findOnPath } from '../files.ts';
import type { Builder, BuildRequest } from './builder.ts';
import { withDockerConfig } from './docker-config.ts';

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
      const [host = ''] = request.pushTo.split('/');
      await withDockerConfig(ctx, host, async (env) => {
        const { exitCode, stderr } = await ctx.$({
          env,
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

function lastOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-3).join(' ').slice(0, 600) || 'it said nothing';
}
