import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, readlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { buildWith, get, isAlive, openWorld } from './world.ts';

interface Addresses {
  readonly apiUrl: string;
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
  const image = await buildWith(first.flyctlPath, `${world.dir}/app`);
  await deploy({ emulator: first }, { image });
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
  await deploy(world, { image: await world.build() });
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
  const { releases } = (await ask(world, 'GET', '/api/v1/apps/demo/releases')).json<{
    releases: unknown[];
  }>();
  assert.is(releases.length, 1);
});

test('two platforms side by side do not see each other', async () => {
  await using left = await openWorld();
  await using right = await openWorld();

  await right.writeApp('right');
  for (const world of [left, right]) await deploy(world, { image: await world.build() });

  assert.is((await left.get('/')).headers['x-paintbox-build'], 'one');
  assert.is((await right.get('/')).headers['x-paintbox-build'], 'right');
  assert.is.not(left.emulator.machines('demo')[0]?.id, right.emulator.machines('demo')[0]?.id);
});

test('a crashed machine is restarted and its exit is on record', async () => {
  await using world = await openWorld();
  await deploy(world, { image: await world.build() });
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

test('a machine that is ordered to restart while it waits to be started after a crash runs once', async () => {
  const timeScale = 0.3;
  await using world = await openWorld({ timeScale });
  await deploy(world, { image: await world.build() });
  for (const pid of await machineProcesses(`${world.dir}/state`)) process.kill(pid, 'SIGKILL');
  const crashed = (): boolean => world.emulator.machines('demo')[0]?.events[0]?.type === 'exit';
  for (let tries = 0; tries < 5_000 && !crashed(); tries++) await sleep(5);

  const [machine] = world.emulator.machines('demo');
  await ask(world, 'POST', `/v1/apps/demo/machines/${machine?.id}/restart`);
  await sleep(3_000 * timeScale); // the start that the crash asked for, and the boot it would be

  assert.is((await machineProcesses(`${world.dir}/state`)).length, 1);
  assert.is(world.emulator.machines('demo')[0]?.state, 'started');
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
  await writeFile(`${world.dir}/app/server.mjs`, server);

  const [machine] = await deploy(world, { image: await world.build() });

  assert.is(machine?.state, 'started');
  assert.equal(
    machine?.events.filter(({ type }) => type === 'exit'),
    [],
  );
});

test.run();
