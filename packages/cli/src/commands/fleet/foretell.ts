/** Says whom a rollback would take back, and does nothing. */
import { membersMoved, membersToTakeBack, stopOutlook } from '@paintbox/deploy-core/fleet';
import type { FleetState, MemberState } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { oneLine } from '../../printable.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';

/**
 * Prints it, with `--json` as `{ schema: 'paintbox.fleet-rollback/1', … }`.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT`
 */
export async function foretell(
  { io, values, json, place }: Invocation,
  { desk, runId }: FoundFleetRun,
  state: FleetState,
): Promise<ExitCode> {
  const { wave, app } = values.values;
  const { image } = state;
  const { back, asked, underWay } = isStopped(state)
    ? stopOutlook(state)
    : { back: membersToTakeBack(state, { wave, app }), asked: [], underWay: [] };
  const moved = await membersMoved(desk.fleet, back, image ?? '', {
    environment: place.name,
    env: io.env,
    stateOf: (member) => desk.stateOf(member),
  });
  const kept = new Set(moved.map((member) => member.app));
  const members = namesOf(back).filter((name) => !kept.has(name));
  if (json)
    return printDocument(io, {
      schema: 'paintbox.fleet-rollback/1',
      runId,
      image,
      members,
      moved,
      underWay: namesOf(underWay),
      asked: namesOf(asked),
    });
  io.stdout.write(
    linesFor(io.stdout, [
      ...list('under way, and would first go on to their own end:', namesOf(underWay)),
      ...list(`would be taken back from ${image}:`, members),
      ...list(
        'would be left as they are, for a person:',
        moved.map(({ app: name, because }) => `${name}: ${oneLine(because)}`),
      ),
      ...list('would be asked again, and taken back only when they fail:', namesOf(asked)),
      ...(members.length + moved.length + asked.length + underWay.length === 0
        ? ['the run would be stopped; nobody has its release']
        : []),
    ]),
  );
  return 0;
}

/** One that releases and has not ended is stopped, and takes its own wave back. */
function isStopped({ started, ended }: FleetState): boolean {
  return ended === undefined && started?.takesBack === undefined;
}

function namesOf(members: readonly MemberState[]): readonly string[] {
  return members.map(({ app }) => app);
}

function list(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [title, ...rows.map((row) => `  ${row}`)];
}
