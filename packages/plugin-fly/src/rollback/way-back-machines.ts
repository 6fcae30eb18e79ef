/** The machines that a release kept to go back to: found, started, and put to rest again. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { unjournaled } from '../changes/act.ts';
import type { Act } from '../changes/act.ts';
import { mark, start, stop } from '../changes/machine-changes.ts';
import { writeRow } from '../changes/release-row.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { whoseAre } from '../fleet/whose.ts';
import type { Whose } from '../fleet/whose.ts';
import { awaitHealthy } from '../machines/await-healthy.ts';
import { bootPlan } from '../machines/boot-plan.ts';
import { asManaged, asWayBack } from '../machines/release-metadata.ts';
import { servedBy } from '../machines/served-by.ts';
import type { BootWork } from '../release/boot-release.ts';
import { bootedOf } from '../release/booted-of.ts';

const nobody = (): undefined => undefined;

/** What is out of traffic and may be of the release: kept as the way back, or left where a deploy stopped before it kept them. */
const OUT_OF_TRAFFIC = new Set<Whose>(['way-back', 'green', 'unaccounted']);

/** The machines of a release that are still there; undefined when they are not enough for every group that serves now. */
export async function keptFor(
  ctx: StageContext,
  { version, imageDigest }: Release,
  { blues }: FleetBefore,
): Promise<readonly FleetMachine[] | undefined> {
  const kept = whoseAre(await readMachines(ctx)).flatMap(({ machine, whose }) => {
    const number = machine.mark?.generation ?? machine.releaseVersion;
    const itsOwn = number === Number(version) && machine.digest === imageDigest;
    return OUT_OF_TRAFFIC.has(whose) && machine.hostOk && itsOwn ? [machine] : [];
  });
  const needed = Map.groupBy(
    blues.filter(({ inPlace, routed }) => inPlace === null && routed),
    ({ group }) => group,
  );
  const enough = [...needed].every(
    ([group, members]) => kept.filter((machine) => machine.group === group).length >= members.length,
  );
  return kept.length > 0 && enough ? kept : undefined;
}

/** Starts them, and lets the platform prove them. */
export async function bootKept(
  ctx: StageContext,
  act: Act,
  kept: readonly FleetMachine[],
  work: BootWork,
): Promise<BootedRelease> {
  const { image, configJson, after, buildId } = work;
  const row = await act('row', writeRow({ image: image.ref, configJson, after }));
  const version = row?.version ?? (after ?? 0) + 1;
  const released = { release: buildId, run: ctx.run.id, generation: version, row };
  for (const { id } of kept) {
    // Before the proof, because it clears the reports of the checks.
    await act('mark', mark(id, 'let deploys manage it again', asManaged(released)));
    await act('start', start(id, nobody));
  }
  await awaitHealthy(
    ctx,
    kept.map(({ id, group }) => ({ id, group, digest: image.digest })),
    { limitMs: work.healthyMs, wake: (id) => start(id, nobody).apply(ctx) },
  );
  return keptRelease(ctx, kept, work, row);
}

/** The release that kept machines make when they are started. */
export function keptRelease(
  { run }: StageContext,
  kept: readonly FleetMachine[],
  work: Omit<BootWork, 'healthyMs'>,
  row: BootedRelease['row'],
): BootedRelease {
  const { image, after, buildId } = work;
  const version = row?.version ?? (after ?? 0) + 1;
  const mark = { release: buildId, run: run.id, generation: version, row };
  const machines = kept.map(({ id, name, group, instanceId, config, restsFor }) => ({
    id,
    name,
    group,
    instanceId,
    replaces: null,
    started: true,
    rests: restsFor === 'standby',
    ...servedBy(config ?? {}),
  }));
  const plan = bootPlan({ ...work, app: run.app, image: image.ref, mark });
  return bootedOf(work, { version, row, digest: image.digest, machines, plan });
}

/** Puts those that this run had started back to rest, as the way back to the release they are of. */
export async function restKept(ctx: StageContext, release: Release): Promise<void> {
  const act = unjournaled(ctx);
  const ours = (await readMachines(ctx)).filter(
    (machine) =>
      machine.mark?.run === ctx.run.id &&
      machine.mark.role === 'green' &&
      machine.buildId !== ctx.run.id &&
      machine.cordoned,
  );
  for (const { id, buildId } of ours) {
    const kept = {
      release: buildId ?? `v${release.version}`,
      generation: Number(release.version),
      run: ctx.run.id,
    };
    await act('keep', mark(id, 'keep it as the way back', asWayBack(kept)));
    await act('stop', stop(id, nobody));
  }
}
