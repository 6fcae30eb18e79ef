/** Says whom a rollback would take back, and does nothing. */
import { membersMoved, membersToTakeBack } from '@paintbox/deploy-core/fleet';
import type { FleetState, MemberState } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { oneLine } from '../../printable.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';

/** Who would be touched. */
interface Foretold {
  readonly back: readonly MemberState[];
  /** Members of earlier waves, which a run that is stopped asks again. */
  readonly asked: readonly MemberState[];
  /** Members whose own runs end first. */
  readonly underWay: readonly MemberState[];
}

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
    ? ofStop(state)
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

function ofStop(state: FleetState): Foretold {
  const takes = state.started?.takeBack ?? 'wave';
  const waves = [...state.waves.values()];
  const stopped = waves.findLastIndex(({ status }) => status !== 'waiting');
  const of = (names: typeof waves): readonly MemberState[] =>
    names.flatMap(({ members }) => members.flatMap((name) => state.members.get(name) ?? []));
  const own = of(waves.slice(Math.max(0, stopped), stopped + 1));
  const earlier = of(waves.slice(0, Math.max(0, stopped))).filter(({ status }) => status === 'good');
  const back = { wave: own, all: [...earlier, ...own], none: [] }[takes];
  return {
    back: back.filter(({ status }) => status === 'good'),
    asked: takes === 'wave' ? earlier : [],
    underWay: own.filter(({ status }) => status === 'running'),
  };
}

function namesOf(members: readonly MemberState[]): readonly string[] {
  return members.map(({ app }) => app);
}

function list(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [title, ...rows.map((row) => `  ${row}`)];
}
