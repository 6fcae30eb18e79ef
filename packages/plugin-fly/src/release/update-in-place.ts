/** Machine by machine: held, compared with what was read before, given its whole next config, and proven before the next one follows. */
import type { Effect, Observation, StageContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { start } from '../changes/machine-changes.ts';
import type { NonceOf } from '../changes/machine-changes.ts';
import { withLeases } from '../changes/with-leases.ts';
import { tableAt, textAt } from '../config/live-config.ts';
import type { LiveConfig } from '../config/live-config.ts';
import { changedMeanwhile } from '../release-errors.ts';
import { awaitHealthy } from '../machines/await-healthy.ts';

/** One update. */
export interface Update {
  readonly id: string;
  readonly group: string;
  readonly config: LiveConfig;
  /** The version it must still be at; null when any will do. */
  readonly at: string | null;
  readonly runs: boolean;
  readonly routed: boolean;
  readonly digest: string | null;
}

/** The updates of a release. */
export function updatesOf(booted: BootedRelease, { blues }: FleetBefore): readonly Update[] {
  return booted.inPlace.flatMap(({ id, config }) => {
    const blue = blues.find((one) => one.id === id);
    if (blue === undefined) return [];
    const { group, instanceId, rests, routed } = blue;
    return [{ id, group, config, at: instanceId, runs: !rests, routed, digest: booted.imageDigest }];
  });
}

/** The updates that put back what was found: only of machines that were changed, the last one first. */
export async function updatesBack(
  ctx: StageContext,
  booted: BootedRelease,
  before: FleetBefore,
): Promise<readonly Update[]> {
  const changed = await changedIn(ctx, booted);
  return updatesOf(booted, before)
    .filter(({ id }) => changed.includes(id))
    .toReversed()
    .flatMap((update) => {
      const blue = before.blues.find(({ id }) => id === update.id);
      return blue?.config == null ? [] : [{ ...update, config: blue.config, at: null, digest: blue.digest }];
    });
}

/** Makes the updates. @throws DeployError `FLY_CHANGED_MEANWHILE`, `FLY_LEASE_HELD`, what {@link awaitHealthy} throws */
export async function updateInPlace(
  ctx: StageContext,
  act: Act,
  updates: readonly Update[],
  healthyMs: number,
): Promise<void> {
  for (const one of updates) {
    await withLeases(ctx, [one.id], async (nonceOf) => {
      await act('update', updateOf(one, nonceOf));
      if (!one.runs) return;
      await awaitHealthy(ctx, [one], {
        limitMs: healthyMs,
        wake: (id) => start(id, nonceOf).apply(ctx),
      });
    });
  }
}

/** Whether any machine runs the release. */
export async function standsUpdated(ctx: StageContext, booted: BootedRelease): Promise<Observation<null>> {
  return (await changedIn(ctx, booted)).length > 0 ? { status: 'done', value: null } : { status: 'not-done' };
}

function updateOf({ id, config, at, runs, routed }: Update, nonceOf: NonceOf): Effect<null> {
  const isDone = (live: LiveConfig | null): boolean => live !== null && isOf(live, config);
  return {
    target: id,
    describe: `change machine ${id} in place to image ${textAt(config, 'image') ?? '?'}`,
    async apply(ctx) {
      const { machines } = machinesApi(ctx);
      const now = await machines.get(id);
      if (now === null) throw changedMeanwhile(id, 'it is gone');
      if (isDone(now.config)) return null;
      // The config was made from what was read before, so a machine that changed since would lose what changed.
      if (at !== null && now.instanceId !== at)
        throw changedMeanwhile(id, 'somebody changed it since this run read it');
      await machines.update(
        id,
        {
          config,
          current_version: now.instanceId ?? '',
          ...(runs ? {} : { skip_launch: true }),
          ...(routed ? {} : { skip_service_registration: true }),
        },
        nonceOf(id),
      );
      return null;
    },
    async observe(ctx) {
      const now = await machinesApi(ctx).machines.get(id);
      if (now !== null && now.config === null)
        return { status: 'unknown', reason: `the host of machine ${id} does not answer` };
      return isDone(now?.config ?? null) ? { status: 'done', value: null } : { status: 'not-done' };
    },
  };
}

async function changedIn(ctx: StageContext, { inPlace }: BootedRelease): Promise<readonly string[]> {
  const { machines } = machinesApi(ctx);
  const seen = await Promise.all(inPlace.map(async (next) => ({ next, now: await machines.get(next.id) })));
  return seen.filter(({ next, now }) => isOf(now?.config ?? {}, next.config)).map(({ next }) => next.id);
}

/** True for a config of the same release: build and image. */
function isOf(live: LiveConfig, next: LiveConfig): boolean {
  return buildOf(live) === buildOf(next) && textAt(live, 'image') === textAt(next, 'image');
}

function buildOf(config: LiveConfig): string | undefined {
  return textAt(tableAt(config, 'env'), 'PAINTBOX_BUILD_ID');
}
