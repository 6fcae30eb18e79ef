/** The committed workflow in a world of emulators: what GitHub, AWS and Fly.io would give its jobs. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { worldEnvironment } from '@paintbox/deploy-local-world';
import type { Rig } from '../../e2e/rig.ts';
import { runWorkflow } from './runner.ts';
import type { JobEnd, RunnerOptions } from './runner.ts';
import { readWorkflow } from './workflow-file.ts';

const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = join(ROOT, '.github/workflows/deploy-paintbox.yml');

/**
 * Runs the workflow. Its credentials come from the actions that it names, as on GitHub. `npx pnpm …` installs, checks and tests this repository, this
 * very test among it: those lines are written down and not run.
 */
export async function runDeployWorkflow(
  rig: Rig,
  options: Pick<RunnerOptions, 'given' | 'cancel'> & {
    readonly env?: Readonly<Record<string, string>>;
    readonly vars?: Readonly<Record<string, string>>;
    readonly slackWebhook?: string | undefined;
  } = {},
): Promise<Readonly<Record<string, JobEnd>>> {
  const {
    FLY_API_TOKEN = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_REGION = '',
    FLYCTL_PATH = '',
    ...addresses
  } = worldEnvironment(rig.address);
  const shims = await makeShims(rig);
  return runWorkflow({
    ...options,
    workflow: await readWorkflow(FILE),
    cwd: ROOT,
    env: {
      ...addresses,
      PATH: [shims, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
      HOME: rig.dir,
      PAINTBOX_STATE_DIR: join(rig.dir, 'state'),
      ...options.env,
    },
    contexts: {
      github: { sha: '0123456789abcdef0123456789abcdef01234567' },
      inputs: { environment: 'local' },
      secrets: { FLY_API_TOKEN, SLACK_WEBHOOK: options.slackWebhook ?? '' },
      vars: {
        AWS_ROLE_ARN: 'arn:aws:iam::000000000000:role/deployer',
        PAINTBOX_STATE_BUCKET: 'unused',
        MONITOR_FOR: '2s',
        MONITOR_EVERY: '1s',
        ...options.vars,
      },
    },
    action(uses) {
      if (/^actions\/(checkout|setup-node|upload-artifact)@/.test(uses)) return {};
      if (uses.startsWith('aws-actions/configure-aws-credentials@')) {
        return { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION };
      }
      if (uses.startsWith('superfly/flyctl-actions/setup-flyctl@')) return { FLYCTL_PATH };
      throw new Error(`this test knows nothing of ${uses}`);
    },
  });
}

/** `npx` that only says what it was told. */
async function makeShims(rig: Rig): Promise<string> {
  const folder = join(rig.dir, 'shims');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'npx'), '#!/bin/sh\necho "npx $*"\n');
  await chmod(join(folder, 'npx'), 0o755);
  return folder;
}
