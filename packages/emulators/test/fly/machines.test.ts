import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld } from './world.ts';

test('machine run boots an image that the edge does not know; its checks show, and it can be asked from inside', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const image = world.emulator.machines('demo')[0]?.config.image ?? '';
  const config = {
    checks: { alive: { type: 'http', port: 8080, path: '/api/health', interval: '10s' } },
  };
  const words = [
    'machine',
    'run',
    image,
    '--env',
    'PAINTBOX_BUILD_ID=rehearsal',
    '--metadata',
    'why=rehearsal',
  ];

  const ran = await world.flyctl([...words, '--machine-config', JSON.stringify(config), '--restart', 'no']);
  const id = /Machine ID: (\w+)/u.exec(ran.stdout)?.[1] ?? '';
  // A started machine may not listen yet.
  let status: string | undefined;
  for (let tries = 0; tries < 5_000 && status !== 'passing'; tries++) {
    const checks = world.emulator.machines('demo').find((each) => each.id === id)?.checks;
    status = checks?.find(({ name }) => name === 'alive')?.status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.is(status, 'passing');
  const ask = `node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/env').then((r) => r.json()).then((e) => console.log(e.PAINTBOX_BUILD_ID))"`;
  const asked = await world.flyctl(['machine', 'exec', id, ask, '-a', 'demo']);
  const failed = await world.flyctl(['machine', 'exec', id, 'sh -c "exit 7"', '-a', 'demo']);
  const served = await Promise.all([1, 2, 3, 4].map(() => world.get('/env')));

  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, 'Success! A Machine has been successfully launched in app demo');
  assert.match(ran.stdout, 'Machine started, you can connect via the following private ip');
  const machine = world.emulator.machines('demo').find((each) => each.id === id);
  assert.equal(machine?.config.metadata, { why: 'rehearsal' }, 'no deploy manages it');
  assert.equal([asked.code, asked.stdout.trim()], [0, 'rehearsal'], asked.stderr);
  assert.equal([failed.code, failed.stdout], [0, 'Exit code: 7\n'], 'flyctl itself succeeds');
  for (const { body } of served) assert.not.match(body, 'rehearsal');
  const gone = await world.flyctl(['machine', 'destroy', '--force', id]);
  assert.is(gone.code, 0, gone.stderr);
});

test('a machine whose port another program took boots once more on another, and nobody is told', async () => {
  await using world = await openWorld();
  const server = `import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
if (!existsSync('been-here')) {
  writeFileSync('been-here', process.env.PORT);
  throw new Error('listen EADDRINUSE: address already in use');
}
createServer((request, response) => response.end('{}')).listen(process.env.PORT, process.env.HOST);
`;
  await writeFile(join(world.dir, 'app', 'server.mjs'), server);

  const { code, stderr } = await world.flyctl(['deploy', '--ha=false']);

  assert.is(code, 0, stderr);
  const [machine] = world.emulator.machines('demo');
  assert.is(machine?.state, 'started');
  assert.equal(
    machine?.events.filter(({ type }) => type === 'exit'),
    [],
  );
});

test('machine run of an image that is not there makes no machine', async () => {
  await using world = await openWorld();

  const ran = await world.flyctl(['machine', 'run', 'registry.fly.io/demo:gone', '--detach']);

  assert.is(ran.code, 1);
  assert.match(ran.stderr, 'Could not find image "registry.fly.io/demo:gone"');
  assert.equal(world.emulator.machines('demo'), []);
});

test('scale count adds and removes machines, refuses an empty app and wants a yes', async () => {
  await using world = await openWorld();
  const empty = await world.flyctl(['scale', 'count', 'app=2', '--yes']);
  await world.flyctl(['deploy', '--ha=false']);

  const unsure = await world.flyctl(['scale', 'count', 'app=3']);
  const more = await world.flyctl(['scale', 'count', 'app=3', '--yes']);
  const three = world.emulator.machines('demo').length;
  const fewer = await world.flyctl(['scale', 'count', '1', '--yes']);
  const same = await world.flyctl(['scale', 'count', 'app=1', '-y']);

  assert.match(empty.stderr, "Impossible to scale the app when there aren't running machines for this app");
  assert.is(unsure.code, 1);
  assert.is(more.code, 0, more.stderr);
  assert.is(three, 3);
  assert.is(fewer.code, 0, fewer.stderr);
  assert.is(world.emulator.machines('demo').length, 1);
  assert.match(same.stdout, 'App already scaled to desired state');
});

test('machines are restarted and updated in place, and scale vm gives them another size', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const machine = () => world.emulator.machines('demo')[0];
  const id = machine()?.id ?? '';
  const before = machine()?.instance_id;

  const restarted = await world.flyctl(['machine', 'restart', id]);
  const again = machine()?.instance_id;
  const apps = await world.flyctl(['apps', 'restart', 'demo']);
  const updated = await world.flyctl(['machine', 'update', id, '--env', 'GREETING=bye', '--yes']);
  const scaled = await world.flyctl(['scale', 'vm', 'shared-cpu-2x', '--vm-memory', '2048']);

  assert.equal([restarted.code, apps.code, updated.code, scaled.code], [0, 0, 0, 0]);
  assert.is.not(again, before);
  assert.is(machine()?.id, id);
  assert.is(machine()?.config.env['GREETING'], 'bye');
  assert.equal(machine()?.config.guest, { cpu_kind: 'shared', cpus: 2, memory_mb: 2048 });
});

test.run();
