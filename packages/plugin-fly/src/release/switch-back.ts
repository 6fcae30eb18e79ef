/** Moves traffic back to the machines that served before. It goes by what is there now, so it may be done twice, and after a switch that stopped anywhere. */
import type { Observation, StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { machinesApi } from '../api/machines-api.ts';
import type { Blue, Booted, BootedRelease, FleetBefore } from '../artifacts.ts';
import { unjournaled } from '../changes/act.ts';
import { cordon } from '../changes/machine-changes.ts';
import { exists, fleetMachine } from '../fleet/machine.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { servedBy } from '../machines/served-by.ts';
import type { Outside } from '../outside/see-it-answer.ts';
import { bringUp } from './bring-up.ts';
import { remakeLost } from './remake-lost.ts';
import { switchOver } from './switch-over.ts';

/** What is gone back from, and to. */
export interface SwitchBack {
  readonly booted: BootedRelease;
  readonly before: FleetBefore;
  readonly previous: Release | null;
  readonly outside: Outside;
  readonly healthyMs: number;
}

/** Goes back. The release that serves then; null when nothing served before. */
export async function switchBack(ctx: StageContext, work: SwitchBack): Promise<Release | null> {
  const { booted, before, previous, outside, healthyMs } = work;
  const act = unjournaled(ctx);
  const arrived = await nowOf(ctx, booted.machines);
  // One that was lost before the run did not serve then, either.
  const blues = before.blues.filter(({ inPlace, config }) => inPlace === null && config !== null);
  if (blues.length === 0) {
    // Nobody served before, so nobody is let down.
    await Promise.all(
      arrived
        .filter(({ cordoned }) => !cordoned)
        .map(({ id }) =>
          act(
            'cordon',
            cordon(id, () => undefined),
          ),
        ),
    );
    return previous;
  }
  const there = await nowOf(ctx, blues);
  const wanted = [
    ...blues.filter(({ id }) => there.some((machine) => machine.id === id)),
    ...(await remakeLost(ctx, act, blues, there)),
  ];
  await bringUp(ctx, act, wanted, healthyMs);
  const back = (await nowOf(ctx, wanted)).map((machine) => bootedOf(machine, wanted));
  await switchOver(ctx, act, {
    from: arrived.map(bluesOf),
    to: back.filter(({ id }) => routedBefore(id, before)),
    steps: ['all'],
    outside,
  });
  return previous === null ? null : { ...previous, machines: machinesOf(before, wanted) };
}

/** Whether the switch stands: one of the new machines takes traffic, or too few of the old ones do. */
export async function standsSwitched(
  ctx: StageContext,
  booted: BootedRelease,
  before: FleetBefore,
): Promise<Observation<null>> {
  const machines = await readMachines(ctx, { ids: before.blues.map(({ id }) => id) });
  const open = machines.filter(({ cordoned, kind }) => !cordoned && kind === 'managed');
  const made = new Set(booted.machines.map(({ id }) => id));
  if (open.some(({ id }) => made.has(id))) return { status: 'done', value: null };
  const groups = new Set(before.blues.filter(({ routed }) => routed).map(({ group }) => group));
  const empty = [...groups].filter((group) => !open.some((machine) => machine.group === group));
  return empty.length === 0
    ? { status: 'not-done' }
    : { status: 'unknown', reason: `nothing takes the traffic of group ${empty.join(', ')}` };
}

/** The machines as they are now, without those that are gone. */
async function nowOf(
  ctx: StageContext,
  machines: readonly { readonly id: string }[],
): Promise<readonly FleetMachine[]> {
  const api = machinesApi(ctx);
  const seen = await Promise.all(machines.map(({ id }) => api.machines.get(id)));
  return seen
    .filter((machine) => machine !== null)
    .filter(exists)
    .map(fleetMachine);
}

/** A remade machine takes the place of one that was in traffic. */
function routedBefore(id: string, { blues }: FleetBefore): boolean {
  return blues.find((blue) => blue.id === id)?.routed ?? true;
}

function bluesOf(machine: FleetMachine): Blue {
  const { id, name, group, region, instanceId, digest, imageRef, buildId, reached, config, cordoned } =
    machine;
  return {
    id,
    name,
    group,
    region,
    instanceId,
    digest,
    imageRef,
    buildId,
    reached,
    config,
    routed: !cordoned,
    healthy: machine.state === 'started',
    rests: false,
    inPlace: null,
  };
}

function bootedOf(machine: FleetMachine, wanted: readonly Blue[]): Booted {
  const { id, name, group, instanceId, state, config } = machine;
  const rests = wanted.find((blue) => blue.id === id)?.rests ?? false;
  return {
    id,
    name,
    group,
    instanceId,
    replaces: null,
    started: state === 'started',
    rests,
    ...servedBy(config ?? {}),
  };
}

/** The machines that answer requests: those that came back, and those that were never moved. */
function machinesOf({ blues }: FleetBefore, wanted: readonly Blue[]): readonly string[] {
  const all = [...wanted, ...blues.filter(({ inPlace }) => inPlace !== null)];
  const reached = all.filter((machine) => machine.reached);
  return (reached.length > 0 ? reached : all).map(({ id }) => id).toSorted();
}
