import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { get, isAlive, openWorld, run } from './world.ts';

interface Addresses {
  readonly flyctlPath: string;
  readonly caFile: string;
  readonly edgeUrl: string;
}

async function startDaemon(dir: string): Promise<Addresses & { child: ChildProcess }> {
  const child = fork(new URL('./daemon.ts', import.meta.url), [dir]);
  const [addresses] = (await once(child, 'message')) as [Addresses];
  return { ...addresses, child };
}

/** Processes whose working directory is a machine of this state folder (Linux). */
async function machineProcesses(dir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return cwd.startsWith(`${dir}/machines/`) ? [pid] : [];
    }),
  );
  return found.flat();
}

test('a daemon killed with SIGKILL takes its machines along, and its successor brings them back', async () => {
  await using world = await openWorld();
  const dir = `${world.dir}/other`;
  const first = await startDaemon(dir);
  const env = { FLY_API_TOKEN: 'token' };
  const deployed = await run(first.flyctlPath, ['deploy', '--ha=false'], { cwd: `${world.dir}/app`, env });
  assert.is(deployed.code, 0, deployed.stderr);
  const pids = await machineProcesses(dir);
  assert.is(pids.length, 1);

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  for (let tries = 0; tries < 5_000 && pids.some(isAlive); tries++) await sleep(20);

  assert.equal(pids.filter(isAlive), []);
  const second = await startDaemon(dir);
  try {
    assert.is(second.edgeUrl, first.edgeUrl, 'the address stays the same');
    const ca = await readFile(second.caFile, 'utf8');
    let status = 0;
    for (let tries = 0; tries < 5_000 && status !== 200; tries++) {
      status = (await get(`${second.edgeUrl}/`, { ca })).status;
      await sleep(30);
    }
    assert.is(status, 200);
  } finally {
    second.child.kill('SIGKILL');
    await once(second.child, 'exit');
  }
});

test('closing and starting again keeps apps, releases, machines and the address', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const before = {
    url: world.emulator.edgeUrl('demo'),
    ids: world.emulator.machines('demo').map(({ id }) => id),
  };

  await world.restart();

  assert.is(world.emulator.edgeUrl('demo'), before.url);
  const machines = world.emulator.machines('demo');
  assert.equal(
    machines.map(({ id, state }) => [id, state]),
    before.ids.map((id) => [id, 'started']),
  );
  for (let tries = 0; tries < 5_000 && (await world.get('/')).status !== 200; tries++) await sleep(30);
  assert.is((await world.get('/')).status, 200);
  assert.is((await world.json<unknown[]>('releases', '--json')).length, 1);
});

test('two platforms side by side do not see each other', async () => {
  await using left = await openWorld();
  await using right = await openWorld();

  await Promise.all([left.flyctl(['deploy', '--ha=false']), right.writeApp('right')]);
  await right.flyctl(['deploy', '--ha=false']);

  assert.is((await left.get('/')).headers['x-paintbox-build'], 'one');
  assert.is((await right.get('/')).headers['x-paintbox-build'], 'right');
  assert.is.not(left.emulator.machines('demo')[0]?.id, right.emulator.machines('demo')[0]?.id);
});

test('a crashed machine is restarted and its exit is on record', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const pids = await machineProcesses(`${world.dir}/state`);

  for (const pid of pids) process.kill(pid, 'SIGKILL');
  const started = (): boolean => {
    const [machine] = world.emulator.machines('demo');
    return machine?.state === 'started' && machine.events.some((event) => event.type === 'exit');
  };
  for (let tries = 0; tries < 5_000 && !started(); tries++) await sleep(20);

  const [machine] = world.emulator.machines('demo');
  assert.is(machine?.state, 'started');
  const exit = machine?.events.find((event) => event.type === 'exit')?.request?.exit_event;
  assert.is(exit?.exit_code, 137);
  assert.is(exit?.restarting, true);
});

test.run();
