/** Puts what was replaced to rest: stopped and kept as the way back, and what is older removed. The release is proven by now, so nothing here can fail it. */
import { stage } from '@paintbox/deploy-core';
import { release as releaseArtifact } from '@paintbox/deploy-core/release';
import type { EffectContext, PlannedEffect, Stage } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { bootedRelease, fleetBefore } from '../artifacts.ts';
import type { Blue, BootedRelease, FleetBefore } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import { destroy, mark, stop } from '../changes/machine-changes.ts';
import { endRow } from '../changes/release-row.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { whoseAre } from '../fleet/whose.ts';
import { nameOf, targetOf } from '../machines/foreseen.ts';
import { asWayBack } from '../machines/release-metadata.ts';
import type { AppSettings } from '../options.ts';

const nobody = (): undefined => undefined;

/** The stage `fly.retire`. */
export function retire(
  settings: AppSettings,
): Stage<'fly.retire', typeof bootedRelease | typeof fleetBefore | typeof releaseArtifact, never> {
  return stage({
    name: 'fly.retire',
    describe: 'stop the old machines and keep them as the way back',
    needs: { booted: bootedRelease, before: fleetBefore, release: releaseArtifact },
    irreversible: 'machines at rest harm nobody, and can be started again',
    timeoutMs: 30 * 60_000,

    plan: ({ booted, before }, ctx) => plannedEffects(booted, before, ctx.run.app),

    async run({ booted, before }, ctx) {
      const old = replacedBy(booted, before);
      for (const { id, why } of await olderThan(ctx, booted, old))
        await tolerant(ctx, id, () => journaled(ctx)('destroy', destroy(id, why, nobody)));
      await Promise.all(
        old.map((blue) => tolerant(ctx, blue.id, () => putToRest(ctx, blue, before, settings))),
      );
      const resting = booted.machines.filter((machine) => machine.rests && machine.started);
      await Promise.all(
        resting.map(({ id }) => tolerant(ctx, id, () => journaled(ctx)('rest', stop(id, nobody)))),
      );
      await endRow(ctx, booted.row, 'complete');
    },
  });
}

async function putToRest(
  ctx: EffectContext,
  blue: Blue,
  { liveVersion }: FleetBefore,
  { keepWayBack }: AppSettings,
): Promise<void> {
  const act = journaled(ctx);
  const { id, buildId, config } = blue;
  if (config === null) {
    // When its host comes back it would serve the old release again. The platform takes the order, and carries it out then.
    await act('destroy', destroy(id, 'its host does not answer, and the new release took over', nobody));
    return;
  }
  if (!keepWayBack) {
    await act('stop', stop(id, nobody));
    await act('destroy', destroy(id, 'the new release took over', nobody));
    return;
  }
  const kept = { release: buildId ?? `v${liveVersion ?? 0}`, generation: liveVersion ?? 0, run: ctx.run.id };
  await act('keep', mark(id, 'keep it as the way back', asWayBack(kept)));
  await act('stop', stop(id, nobody));
}

/** What was replaced: not what is changed in place, nor what a rollback has put to work again. */
function replacedBy({ machines }: BootedRelease, { blues }: FleetBefore): readonly Blue[] {
  const works = new Set(machines.map(({ id }) => id));
  return blues.filter(({ id, inPlace }) => inPlace === null && !works.has(id));
}

/** Ways back to releases before the one that was just replaced, and what other runs left out of traffic. */
async function olderThan(
  ctx: EffectContext,
  booted: BootedRelease,
  old: readonly Blue[],
): Promise<readonly { readonly id: string; readonly why: string }[]> {
  const stays = new Set([...old, ...booted.machines].map(({ id }) => id));
  return whoseAre(await readMachines(ctx)).flatMap(({ machine: { id, mark }, whose }) => {
    if (stays.has(id)) return [];
    if (whose === 'way-back') return [{ id, why: 'an older way back' }];
    return whose === 'green' ? [{ id, why: `run ${mark?.run} left it out of traffic` }] : [];
  });
}

/** A failure is said, and the next deploy finishes it. A cancelled run still ends here. */
async function tolerant(ctx: EffectContext, id: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    ctx.signal.throwIfAborted();
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    ctx.log.warn(`machine ${id} is not at rest yet; the next deploy sees to it: ${failure.error.message}`);
  }
}

function plannedEffects(
  booted: BootedRelease,
  { blues }: FleetBefore,
  app: string,
): readonly PlannedEffect[] {
  const old = blues.filter(({ inPlace }) => inPlace === null);
  return [
    ...old.flatMap(({ id }) => [
      { effect: 'keep', target: id, describe: `keep machine ${id} as the way back` },
      { effect: 'stop', target: id, describe: `stop machine ${id}` },
    ]),
    ...booted.machines
      .filter((machine) => machine.rests)
      .map((machine) => ({
        effect: 'rest',
        ...targetOf(machine),
        describe: `stop ${nameOf(machine)} again`,
      })),
    { effect: 'destroy', describe: `remove older ways back of ${app}` },
  ];
}
