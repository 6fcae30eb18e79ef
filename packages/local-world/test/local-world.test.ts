import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureWorld, runningWorld, stopWorld, worldEnvironment } from '../src/index.ts';
import { startWorld } from '../src/world.ts';

test('a world that older code started is started again, and keeps its credentials', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'local-world-test-'));
  try {
    const first = await ensureWorld(dir);
    const again = await ensureWorld(dir);
    const file = join(dir, 'world.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"format": \d+,/, ''));
    const renewed = await ensureWorld(dir);

    assert.is(again.pid, first.pid);
    assert.is.not(renewed.pid, first.pid);
    assert.is(renewed.secretAccessKey, first.secretAccessKey);
    assert.is((await runningWorld(dir))?.pid, renewed.pid);
  } finally {
    await stopWorld(dir);
    await rm(dir, { recursive: true, force: true });
  }
});

test('the variables of a world lead to its Machines API, to what is beside it, and to its registry', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'local-world-test-'));
  const world = await startWorld({ dir });
  try {
    const env = worldEnvironment(world.address);
    const bearer = { authorization: `Bearer ${env['FLY_API_TOKEN']}` };
    const basic = Buffer.from(`x:${env['FLY_API_TOKEN']}`).toString('base64');
    const app = `${env['FLY_FLAPS_BASE_URL']}/v1/apps/${env['FLY_APP']}`;
    const releases = `${env['FLY_API_BASE_URL']}/api/v1/apps/${env['FLY_APP']}/releases`;
    const registry = `http://${env['FLY_REGISTRY_HOST']}/v2/`;

    assert.is((await fetch(app, { headers: bearer })).status, 200);
    assert.is((await fetch(releases, { headers: bearer })).status, 200);
    assert.is((await fetch(registry, { headers: { authorization: `Basic ${basic}` } })).status, 200);
    assert.is((await fetch(registry)).status, 401);
  } finally {
    await world.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test.run();
