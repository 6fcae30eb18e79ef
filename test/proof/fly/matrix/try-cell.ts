/** Plays one cell of the matrix and judges what has become of the world. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { Cell } from './cells.ts';
import { startClient } from './client.ts';
import { isManaged, isWell } from './fleet.ts';
import { notWhole, wrongMachines } from './judge.ts';
import type { MatrixWorld, Scenario } from './world.ts';

/** How a cell ended. */
export interface Tried {
  readonly exitCode: number;
  /** False when the run made fewer calls of this name than the quiet one, as it may where it waits. */
  readonly struck: boolean;
  /** Empty when all is as it should be. */
  readonly wrong: readonly string[];
  /** Of the run. */
  readonly error: string;
}

/** What a scenario ends with when all goes well. */
export type Goals = ReadonlyMap<Scenario, { readonly image: string; readonly groups: string }>;

/** What is let to end by itself: a platform that carries out a late destroy, checks that begin to pass. */
const SETTLES_MS = 2_000;
/** 20 s of the deployer, which no lease of ours outlives. */
const LEASED_MS = 5_000;
/** For a process that boots again, or a removal that waited for its host. */
const REVIVES_MS = 3_000;
const LOOK_MS = 25;

/** Plays it. */
export async function tryCell(world: MatrixWorld, cell: Cell, goals: Goals): Promise<Tried> {
  const before = await world.begin(cell.scenario);
  // What a late answer shows is of the scenario, and not of the emulator's start before it.
  if (cell.trouble.kind === 'lagging') await sleep(cell.trouble.ms);
  const client = startClient(world);
  world.emulator().addMishap({ call: cell.call, on: cell.on, what: cell.trouble });
  const record = await world.run(cell.scenario);
  const met = await client.end();
  const struck = wasStruck(world);
  world.emulator().clearMishaps();
  const goal = goals.get(cell.scenario) ?? { image: '', groups: '' };
  const served = before.some(isManaged) && cell.trouble.kind !== 'dead-host';
  const wrong = [
    ...(served && met.dark ? ['for a moment no machine could be asked'] : []),
    ...(served && met.refused.length > 0 ? [`refused ${met.refused.length}: ${met.refused[0]}`] : []),
    ...(cell.trouble.kind === 'dead-host' || (record.exitCode === 4 && mayNeedPerson(cell))
      ? await wrongAfterRepair(world, cell, record)
      : await settled(world, (machines) => wrongMachines(machines, before, record, goal))),
    ...(await leased(world)),
  ];
  return { exitCode: record.exitCode, struck, wrong, error: record.error?.message ?? '' };
}

function wasStruck(world: MatrixWorld): boolean {
  return world
    .emulator()
    .calls()
    .some(({ mishap }) => mishap !== undefined);
}

/** A rollback is the last way back: where the platform does not take the old build any more on the one machine that holds a volume, a person has to look. */
function mayNeedPerson({ scenario, call, trouble: { kind } }: Cell): boolean {
  if (!isRollback(scenario)) return false;
  return call === 'machines.update' && !['lost-before', 'lost-after', 'status', 'hang'].includes(kind);
}

function isRollback(scenario: Scenario): boolean {
  return scenario === 'way back' || scenario === 're-creation';
}

/** A host that died is not whole again before it comes back. Then, at the latest, the next run sees to everything. */
async function wrongAfterRepair(
  world: MatrixWorld,
  { scenario }: Cell,
  { exitCode }: RunRecord,
): Promise<readonly string[]> {
  const dead = world.machines().filter(({ host_status: host }) => host !== 'ok');
  // Nobody can prove that a machine is out of traffic or gone while its host does not answer.
  const wrong = [0, 1, 3, 4].includes(exitCode) ? [] : [`code ${exitCode}`];
  for (const { id } of dead) world.emulator().setHost('demo', id, 'ok');
  await revived(world, dead);
  // What a person would do: a deploy refuses machines of two releases, a rollback repairs them. Where all is as it was a rollback has nowhere to go.
  const rolls = exitCode === 4 && scenario !== 'first deploy' && notWhole(world.machines()).length > 0;
  const next = await (rolls ? world.run('way back') : world.deployAgain());
  if (next.exitCode !== 0) return [...wrong, `the next run: ${next.exitCode}, ${next.error?.message}`];
  const after = await settled(world, notWhole);
  return [...wrong, ...after.map((what) => `after the next run: ${what}`)];
}

/** Those whose host is back run again, or are gone. */
async function revived(world: MatrixWorld, dead: readonly Machine[]): Promise<void> {
  const end = Date.now() + REVIVES_MS;
  const ids = new Set(dead.map(({ id }) => id));
  await sleep(LOOK_MS);
  while (world.machines().some((machine) => ids.has(machine.id) && !isWell(machine)) && Date.now() < end)
    await sleep(LOOK_MS);
}

async function settled(
  world: MatrixWorld,
  look: (machines: readonly Machine[]) => readonly string[],
): Promise<readonly string[]> {
  const end = Date.now() + SETTLES_MS;
  for (;;) {
    const wrong = look(world.machines());
    if (wrong.length === 0 || Date.now() > end) return wrong;
    await sleep(LOOK_MS);
  }
}

async function leased(world: MatrixWorld): Promise<readonly string[]> {
  const end = Date.now() + LEASED_MS;
  for (;;) {
    const ids = world.machines().map(({ id }) => id);
    const leases = await Promise.all(
      ids.map((id) => world.call('GET', `/v1/apps/demo/machines/${id}/lease`)),
    );
    if (leases.every((lease) => lease === null)) return [];
    if (Date.now() > end) return ['a machine is still leased'];
    await sleep(100);
  }
}
