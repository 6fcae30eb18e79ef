import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createKeeper } from '../src/keeper/keeper-app.ts';
import { openVolume } from '../src/keeper/volume.ts';
import { shipLogs } from '../src/ship-logs.ts';

const test = suite<{ folder: string }>('keeper');
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'keeper-'));
});
test.after.each(({ folder }) => rm(folder, { recursive: true }));

const name = 'ab'.repeat(16);

test('log lines are kept with their day, and let go after a while', async ({ folder }) => {
  const volume = openVolume(folder, 14, () => new Date('2026-03-20T10:00:00Z'));
  const keeper = createKeeper(volume, 'build-1');
  await keeper.request('/api/health');
  await writeFile(join(folder, 'logs', '2026-03-01.ndjson'), 'old\n');

  const answer = await keeper.request('/logs', { method: 'POST', body: '{"a":1}\n{"b":2}\n' });

  assert.equal([answer.status, answer.headers.get('x-paintbox-build')], [204, 'build-1']);
  assert.equal(await readdir(join(folder, 'logs')), ['2026-03-20.ndjson']);
  assert.is(await readFile(join(folder, 'logs', '2026-03-20.ndjson'), 'utf8'), '{"a":1}\n{"b":2}\n');
});

test('a cached answer is found again, and a name that is no hash leads nowhere', async ({ folder }) => {
  const keeper = createKeeper(openVolume(folder, 14), undefined);
  await keeper.request('/api/health');

  const put = await keeper.request(`/cache/${name}`, { method: 'PUT', body: 'price' });
  const got = await keeper.request(`/cache/${name}`);

  assert.equal([put.status, await got.text()], [204, 'price']);
  assert.is((await keeper.request(`/cache/${'cd'.repeat(16)}`)).status, 404);
  assert.is((await keeper.request('/cache/..%2f..%2fetc', { method: 'PUT', body: 'x' })).status, 400);
});

test('a volume that cannot be written is not healthy', async ({ folder }) => {
  await writeFile(join(folder, 'file'), '');
  const keeper = createKeeper(openVolume(join(folder, 'file'), 14), undefined);

  assert.is((await keeper.request('/api/health')).status, 503);
});

test('lines that could not be sent are sent with the next ones', async () => {
  const bodies: string[] = [];
  const answers = [new Error('away'), new Response(null, { status: 204 })];
  const send: typeof fetch = async (_url, init) => {
    bodies.push(await new Request('http://keeper', init).text());
    const answer = answers.shift();
    if (!(answer instanceof Response)) throw answer;
    return answer;
  };
  const ship = shipLogs('http://keeper/logs', { send, everyMs: 20 });

  ship('one\n');
  while (bodies.length < 1) await sleep(5);
  ship('two\n');
  while (bodies.length < 2) await sleep(5);

  assert.equal(bodies, ['one\n', 'one\ntwo\n']);
});

test.run();
