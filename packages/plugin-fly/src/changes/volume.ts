/** The volume of a new machine: one that nobody uses, else a new one. */
import type { Effect, Observation, StageContext } from '@paintbox/deploy-core';
import type { ApiVolume } from '../api/app-schemas.ts';
import { machinesApi } from '../api/machines-api.ts';
import { listAt, tableOf } from '../config/live-config.ts';
import type { LiveConfig } from '../config/live-config.ts';
import { noRegion } from '../errors.ts';
import type { NewMachine } from '../machines/boot-plan.ts';
import type { Act } from './act.ts';

/** A volume, and the mounts that use it. */
export interface HeldVolume {
  readonly region: string;
  readonly mounts: readonly LiveConfig[];
}

/** States of a volume that cannot be used (superfly/fly-go, flaps/flaps_volumes.go). */
const DEAD = new Set([
  'scheduling_destroy',
  'fork_cleanup',
  'waiting_for_detach',
  'pending_destroy',
  'destroying',
]);

/** Undefined for a machine without one. */
export async function volumeFor(
  ctx: StageContext,
  act: Act,
  { name: machine, volume, region, config }: NewMachine,
): Promise<HeldVolume | undefined> {
  if (volume === null) return undefined;
  const mount = tableOf(listAt(config, 'mounts')[0]);
  const made = await act('volume', obtain({ ...volume, machine, region }));
  return { region: made.region, mounts: [{ ...mount, volume: made.id }] };
}

interface Wish {
  readonly machine: string;
  readonly name: string;
  readonly region: string | undefined;
  readonly sizeGb: number;
}

function obtain(wish: Wish): Effect<{ readonly id: string; readonly region: string }> {
  return {
    target: wish.machine,
    describe: `find or make volume ${wish.name} for machine ${wish.machine}`,
    async apply(ctx) {
      const free = await freeVolume(ctx, wish);
      if (free !== undefined) return { id: free.id, region: free.region };
      if (wish.region === undefined) throw noRegion(wish.name);
      const { id, region } = await machinesApi(ctx).app.createVolume({
        name: wish.name,
        region: wish.region,
        size_gb: wish.sizeGb,
        encrypted: true,
      });
      return { id, region };
    },
    async observe(ctx): Promise<Observation<{ readonly id: string; readonly region: string }>> {
      const free = await freeVolume(ctx, wish);
      return free === undefined
        ? { status: 'not-done' }
        : { status: 'done', value: { id: free.id, region: free.region } };
    },
  };
}

async function freeVolume(ctx: StageContext, { name, region }: Wish): Promise<ApiVolume | undefined> {
  const volumes = await machinesApi(ctx).app.volumes();
  return volumes.find(
    (volume) =>
      volume.name === name &&
      volume.attachedTo === null &&
      volume.hostStatus === 'ok' &&
      !DEAD.has(volume.state) &&
      (region === undefined || volume.region === region),
  );
}
