/** `fleet:local`: twelve emulated apps, the queue inside the process, one command and no server. A good release, then one that serves no keys. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { ensureApps, runningWorld, stopWorld } from '@paintbox/deploy-local-world';
import { endWithSignal } from '../../end-with-signal.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/fleet-local.ts', import.meta.url));
const NAMES = Array.from({ length: 12 }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);
const test = suite<{ dir: string; good: FleetRecord | undefined }>('a fleet of twelve apps (on emulators)');

test.before(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'paintbox-fleet-local-'));
  endWithSignal(context.dir);
});
test.after(async ({ dir }) => {
  await stopWorld(join(dir, 'local'));
  await rm(dir, { recursive: true, force: true });
});

test('a good release reaches every app, wave by wave', async (context) => {
  const { code, record, stderr } = await call(context.dir, []);
  context.good = record;

  assert.is(code, 0, stderr);
  assert.equal(
    record?.waves.map(({ name, status, members }) => `${name} ${status} ${members}`),
    ['canaries good 2', 'third good 4', 'rest good 6'],
  );
  assert.ok(record?.members.every(({ outcome }) => outcome === 'good'));
  assert.equal(
    await keysOf(context.dir),
    Array.from({ length: 12 }, () => 1),
  );
});

test('a build without keys is stopped in the first wave, and every app serves as before', async ({
  dir,
  good,
}) => {
  const { code, record, stderr } = await call(dir, ['--fault', 'empty-jwks']);

  assert.is(code, 3, stderr);
  assert.is(record?.held, true);
  assert.is.not(record?.image, good?.image);
  const outcomes = NAMES.map(
    (app) => record?.members.find((member) => member.app === app)?.outcome ?? 'missing',
  );
  assert.equal(outcomes.toSorted(), ['bad', ...Array.from({ length: 11 }, () => 'waiting')]);
  assert.match(record?.members.find(({ outcome }) => outcome === 'bad')?.because ?? '', /jwks/);
  assert.equal(
    await keysOf(dir),
    Array.from({ length: 12 }, () => 1),
  );
});

test('the image that was taken back is not handed out again', async ({ dir }) => {
  const status = await call(dir, ['status']);

  const again = await call(dir, ['deploy', '--image', status.record?.image ?? '']);

  assert.is(again.code, 2);
  assert.match(again.stderr, 'FLEET_IMAGE_HELD');
});

interface Called {
  readonly code: number | null;
  readonly record: FleetRecord | undefined;
  readonly stderr: string;
}

async function call(dir: string, words: readonly string[]): Promise<Called> {
  const child = spawn(process.execPath, [SCRIPT, ...words, '--json'], {
    env: { ...process.env, PAINTBOX_STATE_DIR: dir, GITHUB_ACTIONS: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 900_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const document = stdout === '' ? undefined : (JSON.parse(stdout) as FleetRecord);
  return { code, record: document?.schema === 'paintbox.fleet/1' ? document : undefined, stderr };
}

/** How many keys each app serves. */
async function keysOf(dir: string): Promise<readonly number[]> {
  const address = await runningWorld(join(dir, 'local'));
  if (address === undefined) throw new Error('the world is gone');
  const ca = await readFile(address.caFile, 'utf8');
  const urls = await ensureApps(address, NAMES);
  return Promise.all(
    NAMES.map(async (name) => {
      const served = JSON.parse(await get(`${urls[name]}/.well-known/jwks.json`, ca)) as { keys: object[] };
      return served.keys.length;
    }),
  );
}

function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { ca }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

test.run();
