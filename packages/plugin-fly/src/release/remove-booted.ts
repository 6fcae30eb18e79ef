/** Takes back what was booted: the machines of this run that nobody is sent to are removed. */
import type { Observation, StageContext } from '@paintbox/deploy-core';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { unjournaled } from '../changes/act.ts';
import { destroy } from '../changes/machine-changes.ts';
import { endRow, writeRow } from '../changes/release-row.ts';
import type { WrittenRow } from '../changes/release-row.ts';
import { undoUnproven } from '../release-errors.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { machineName } from '../machines/machine-name.ts';

const LOOK_MS = 2_000;

/**
 * Removes them. One that takes traffic where another served before is left, because nobody would serve. Where `booted` is null the boot did not end, and a create
 * whose answer was lost may show only later, so it is looked twice. One whose host does not answer is removed, too: the platform takes the order and carries it
 * out when the host is back, where the machine would else take traffic again.
 *
 * @throws DeployError `FLY_UNDO_UNPROVEN`
 */
export async function removeBooted(
  ctx: StageContext,
  before: FleetBefore,
  booted: BootedRelease | null,
): Promise<void> {
  const act = unjournaled(ctx);
  const row = booted?.row ?? null;
  const made = booted?.machines.map(({ id }) => id);
  const names = namesOf(ctx, before, booted);
  const served = new Set(before.blues.filter(({ routed }) => routed).map(({ group }) => group));
  for (let last = booted !== null; ; last = true) {
    const all = await madeBy(ctx, { ids: made, names });
    const needed = all.filter(({ group, cordoned, hostOk }) => hostOk && !cordoned && served.has(group));
    if (needed.length > 0) {
      const what = before.liveVersion === null ? 'the fleet as it was' : `release v${before.liveVersion}`;
      throw undoUnproven(
        what,
        needed.map(({ id }) => `machine ${id} of this run still takes traffic`),
        undefined,
      );
    }
    await Promise.all(
      all.map(({ id }) =>
        act(
          'destroy',
          destroy(id, `run ${ctx.run.id} is taken back`, () => undefined),
        ),
      ),
    );
    if (last) break;
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
  }
  await endRow(ctx, row, 'failed');
  await nameTheOld(ctx, before, row);
}

/** Whether anything of it stands. */
export async function standsBooted(ctx: StageContext): Promise<Observation<null>> {
  return (await madeBy(ctx, { names: new Set() })).length > 0
    ? { status: 'done', value: null }
    : { status: 'not-done' };
}

/** Those of this run, by their mark; where the host of one does not answer nobody can read its mark, and its name tells. */
async function madeBy(
  ctx: StageContext,
  { ids, names }: { readonly ids?: readonly string[] | undefined; readonly names: ReadonlySet<string> },
): Promise<readonly FleetMachine[]> {
  return (await readMachines(ctx, { ids })).filter(({ name, mark, config }) =>
    config === null ? names.has(name) : mark?.run === ctx.run.id && mark.role === 'green',
  );
}

/** The names that this run gives in the groups that are known. */
function namesOf(ctx: StageContext, before: FleetBefore, booted: BootedRelease | null): ReadonlySet<string> {
  const { app, id: release } = ctx.run;
  const groups = [before.blues, booted?.machines ?? []].map((machines) => machines.map(({ group }) => group));
  const places = groups.flatMap((all) =>
    [...Map.groupBy(all, (group) => group)].flatMap(([group, { length }]) =>
      Array.from({ length }, (_member, index) => ({ group, index })),
    ),
  );
  return new Set(places.map((place) => machineName({ app, release, ...place })));
}

/** Work by hand goes by the newest row, so after a failed release the newest one has to name what serves. */
async function nameTheOld(ctx: StageContext, before: FleetBefore, row: WrittenRow | null): Promise<void> {
  const [image] = before.blues.map(({ imageRef }) => imageRef);
  if (row === null || image === undefined || before.configJson === null) return;
  const { configJson } = before;
  const again = await unjournaled(ctx)('row', writeRow({ image, configJson, after: row.version }));
  await endRow(ctx, again, 'complete');
}
