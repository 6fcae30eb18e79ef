/** What must be true of a world when a run has ended, however it ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lockStatus } from '@paintbox/deploy-core/run';
import type { RigMachine } from '../../e2e/rig.ts';
import { serving, wholeFleet } from '../../e2e/whole-fleet.ts';
import type { FlyWorld, Ran } from './fly-world.ts';

/** How long machines that were just put back may take. */
const PATIENCE_MS = 60_000;

/** What a run was to do. */
export interface Goal {
  readonly before: readonly RigMachine[];
  /** The digest that serves once it has succeeded; another one than before. */
  readonly digest: string;
}

/** What is wrong; empty when the world is whole. */
export async function troubles(world: FlyWorld, goal: Goal, { record }: Ran): Promise<readonly string[]> {
  const machines = await settledMachines(world);
  return [
    ...fleetTroubles(machines),
    ...codeTroubles(machines, goal, record),
    ...(await servingTroubles(world, machines)),
    ...((await lockStatus(world.store))?.held === true ? ['the lock is held'] : []),
  ];
}

/** One whole fleet that runs, or nothing at all; nothing else beside them but ways back. */
function fleetTroubles(machines: readonly RigMachine[]): readonly string[] {
  if (machines.length === 0) return [];
  try {
    wholeFleet(machines);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return machines
    .filter(({ managed, state }) => managed && state !== 'started')
    .map(({ id, state }) => `machine ${id} is ${state}`);
}

/** Whether the exit code says what the machines say. */
function codeTroubles(
  machines: readonly RigMachine[],
  { before, digest }: Goal,
  { exitCode, error }: Ran['record'],
): readonly string[] {
  const live = digestsOf(machines);
  switch (exitCode) {
    case 0:
      return live === digest ? [] : ['code 0, but another image serves'];
    case 1:
    case 3:
      return live === digestsOf(before) ? [] : [`code ${exitCode}, but the image is not that of before`];
    default:
      return [`code ${exitCode}: ${error?.message}`];
  }
}

function digestsOf(machines: readonly RigMachine[]): string {
  const managed = machines.filter((machine) => machine.managed);
  return [...new Set(managed.map(({ digest }) => digest))].join(' ');
}

async function servingTroubles(world: FlyWorld, machines: readonly RigMachine[]): Promise<readonly string[]> {
  const builds = new Set(serving(machines).map(({ buildId }) => buildId));
  if (builds.size === 0) return [];
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => world.ask('/api/health').catch((error: Error) => error.message)),
  );
  return answers.flatMap((answer) => {
    if (typeof answer === 'string') return [`the app does not answer: ${answer}`];
    const build = String(answer.headers['x-paintbox-build']);
    return answer.status === 200 && builds.has(build) ? [] : [`the app answers ${answer.status} as ${build}`];
  });
}

/** Machines once those that deploys manage run, and those that serve pass their checks. */
export async function settledMachines(world: FlyWorld): Promise<readonly RigMachine[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const machines = await world.machines();
    const settled = machines.every(({ managed, role, state, group, healthy }) =>
      managed ? state === 'started' && (healthy || group !== 'web') : role !== 'command',
    );
    if (settled || Date.now() > deadline) return machines;
    await sleep(100);
  }
}
