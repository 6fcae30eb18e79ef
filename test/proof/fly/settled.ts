/** What must be true of a world when a deploy has ended, however it ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listRuns, lockStatus, readJournal } from '@paintbox/deploy-core/run';
import type { RunEvent } from '@paintbox/deploy-core';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import type { FlyWorld, Ran } from './fly-world.ts';

const buildOf = (machine: Machine): string => machine.config.env['PAINTBOX_BUILD_ID'] ?? '';
const groupOf = (machine: Machine): string => machine.config.metadata['fly_process_group'] ?? 'app';

/** How long checks of a machine that was just put back may take. */
const PATIENCE_MS = 30_000;

/** What is wrong; empty when the world is whole. `expected` may say which machines there have to be. */
export async function troubles(
  world: FlyWorld,
  before: readonly Machine[],
  { record }: Ran,
): Promise<readonly string[]> {
  const machines = await settledMachines(world);
  return [
    ...fleetTroubles(machines, before),
    ...codeTroubles(machines, before, record),
    ...(await servingTroubles(world, machines)),
    ...(await lockTroubles(world)),
  ];
}

/** Exactly one fleet: as many machines of each group as before, of one release, all well, and nothing beside them. */
export function fleetTroubles(machines: readonly Machine[], before: readonly Machine[]): readonly string[] {
  const found: string[] = [];
  const counts = (all: readonly Machine[]): string =>
    [...Map.groupBy(all, groupOf)]
      .map(([group, members]) => `${group}=${members.length}`)
      .toSorted()
      .join(' ');
  if (counts(machines) !== counts(before))
    found.push(`machines: ${counts(machines) || 'none'}, before: ${counts(before)}`);
  if (new Set(machines.map(buildOf)).size > 1) found.push('machines of several builds');
  if (new Set(machines.map(({ image_ref: image }) => image.digest)).size > 1) found.push('several images');
  for (const machine of machines) {
    const name = `${machine.id} (${groupOf(machine)})`;
    if (machine.state !== 'started') found.push(`machine ${name} is ${machine.state}`);
    if (machine.cordoned) found.push(`machine ${name} is cordoned`);
    if (machine.checks.some(({ status }) => status !== 'passing')) found.push(`machine ${name} fails checks`);
  }
  return found;
}

/** Whether the exit code says what the machines say. */
function codeTroubles(
  machines: readonly Machine[],
  before: readonly Machine[],
  record: Ran['record'],
): readonly string[] {
  const ids = (all: readonly Machine[]): string =>
    all
      .map(({ id }) => id)
      .toSorted()
      .join(' ');
  const digests = (all: readonly Machine[]): string =>
    [...new Set(all.map(({ image_ref: image }) => image.digest))].join(' ');
  switch (record.exitCode) {
    case 0:
      return machines.every((machine) => buildOf(machine) === record.runId)
        ? []
        : ['code 0, but the machines are not of this run'];
    case 1:
      return ids(machines) === ids(before) ? [] : ['code 1, but the machines are not those of before'];
    case 3:
      return digests(machines) === digests(before) ? [] : ['code 3, but the image is not that of before'];
    default:
      return [`code ${record.exitCode}`];
  }
}

async function servingTroubles(world: FlyWorld, machines: readonly Machine[]): Promise<readonly string[]> {
  const builds = new Set(machines.map(buildOf));
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => world.ask('/api/health').catch((error: Error) => error.message)),
  );
  return answers.flatMap((answer) => {
    if (typeof answer === 'string') return [`the app does not answer: ${answer}`];
    const build = String(answer.headers['x-paintbox-build']);
    return answer.status === 200 && builds.has(build) ? [] : [`the app answers ${answer.status} as ${build}`];
  });
}

async function lockTroubles(world: FlyWorld): Promise<readonly string[]> {
  return (await lockStatus(world.store))?.held === true ? ['the lock is held'] : [];
}

/** Machines once those that run have had their checks. */
export async function settledMachines(world: FlyWorld): Promise<readonly Machine[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const machines = await world.machines();
    const well = machines.every(({ state, checks }) =>
      state === 'started' && checks.length > 0 ? checks.every(({ status }) => status === 'passing') : false,
    );
    if (well || Date.now() > deadline) return machines;
    await sleep(100);
  }
}

/** Why the journal of a run does not explain how it ended; empty when it does. */
export async function unexplained(world: FlyWorld, { record }: Ran): Promise<readonly string[]> {
  const events: RunEvent[] = [];
  for await (const { event } of readJournal(world.store, record.runId)) events.push(event);
  const found: string[] = [];
  const end = events.findLast((event) => event.type === 'run.ended');
  if (end?.type !== 'run.ended') return ['the journal has no end'];
  if (end.exitCode !== 0 && (end.error?.code === undefined || (end.error.hint ?? '') === '')) {
    found.push('the journal names no error with a hint');
  }
  const open = events.filter((event) => event.type === 'effect.intent').length;
  const closed = events.filter((event) => event.type === 'effect.outcome').length;
  if (closed < open) found.push(`${open - closed} change(s) without an outcome`);
  if (!(await listRuns(world.store)).includes(record.runId)) found.push('the run is not listed');
  return found;
}
