/** What must be true of a world once a killed deploy was taken up. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { worldEnvironment } from '@paintbox/deploy-local-world';
import * as assert from 'uvu/assert';
import type { Rig } from '../../e2e/rig.ts';
import { wholeFleet } from '../../e2e/whole-fleet.ts';
import { storedPair } from '../stored-pair.ts';
import type { StoredPair } from '../stored-pair.ts';

/** One fleet live and serving its own build, one key pair stored and served, the lock free, every run with its verdict. */
export async function keptWhole(rig: Rig, where: string): Promise<void> {
  const live = wholeFleet(await rig.machines(), where);
  assert.is(live.state, 'started', where);
  const health = await rig.ask('/api/health');
  assert.is(health.status, 200, where);
  assert.is(health.headers['x-paintbox-build'], live.buildId, where);
  const pair = await pairIn(rig);
  const served = JSON.parse((await rig.ask('/.well-known/jwks.json')).body) as {
    readonly keys: readonly { readonly kid: string }[];
  };
  assert.equal(
    served.keys.map(({ kid }) => kid),
    pair.publicKids,
    where,
  );
  const lock = await printed<{ readonly held: boolean }>(rig, 'unlock');
  assert.is(lock.held, false, `${where}: the lock is held`);
  const { runs, broken } = await printed<{
    readonly runs: readonly { readonly runId: string; readonly status: string }[];
    readonly broken: readonly unknown[];
  }>(rig, 'history');
  assert.equal(broken, [], where);
  const open = runs.filter(({ status }) => status === 'needs-attention');
  assert.equal(open, [], `${where}: runs without a good end`);
}

/** The key pair that the world stores. */
export function pairIn(rig: Rig): Promise<StoredPair> {
  return storedPair(join(rig.dir, 'world', 'aws.json'));
}

/** The one document that a command prints with `--json`. */
async function printed<T>(rig: Rig, command: string): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['packages/cli/bin.cjs', command, '--env', 'local', '--json'],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: {
        ...process.env,
        ...worldEnvironment(rig.address),
        PAINTBOX_STATE_DIR: join(rig.dir, 'state'),
        GITHUB_ACTIONS: undefined,
      },
      timeout: 180_000,
      killSignal: 'SIGKILL',
    },
  );
  return JSON.parse(stdout) as T;
}
