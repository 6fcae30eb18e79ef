/** The one command that a person types next for a fleet. */
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { failureGroups } from './failures.ts';
import { isPlainName, memberLine } from './member-line.ts';

/** The command, and what it is for; undefined where nothing is waited for. */
export interface FleetNext {
  readonly command: string;
  readonly why: string;
}

/** What to type, as it is typed where this runs. */
export function fleetNext(record: FleetRecord, line: CommandLine): FleetNext | undefined {
  const { runId, status, members } = record;
  const person = members.find((member) => member.outcome === 'person' && isExplained(member));
  // Whoever is broken comes before whatever waits.
  if (person !== undefined)
    return {
      command: explain(person, line),
      why: 'says why a member needs a person, and what to do',
    };
  if (status === 'inconclusive')
    return {
      command: typed(`fleet deploy ${record.fleet} --retry ${runId}`, line),
      why: 'gives the same image to the members that are without it',
    };
  return status === 'running' ? moveOn(record, line) : explainBad(record, line);
}

/** Of a run that has ended: why members are bad, by one that has the failure of most of them. */
function explainBad(record: FleetRecord, line: CommandLine): FleetNext | undefined {
  const bad = failureGroups(record).find(({ outcome }) => outcome === 'bad');
  const first = bad?.members.find(isExplained);
  return first && { command: explain(first, line), why: 'says why a member is bad, and what to do' };
}

/** What lets a run go on that waits for a person; undefined for any other. */
export function moveOn(
  { runId, status, paused, held, takesBack, waves }: FleetRecord,
  line: CommandLine,
): FleetNext | undefined {
  if (status !== 'running') return undefined;
  // One that was stopped takes its wave back, paused or not.
  if (paused && (!held || takesBack !== undefined))
    return { command: typed(`fleet resume ${runId}`, line), why: 'goes on' };
  const wave = waves.find((one) => one.status !== 'good');
  if (wave?.status === 'waiting' && wave.gate && wave.approvedBy === null)
    return {
      command: typed(`fleet approve ${runId} --because 'WHY'`, line),
      why: `lets wave '${wave.name}' begin`,
    };
  return undefined;
}

/** A member whose run can be named in a shell. */
function isExplained({ app, runId }: FleetMemberRecord): boolean {
  return runId !== null && isPlainName(app);
}

function explain({ app, runId }: FleetMemberRecord, line: CommandLine): string {
  return typed(`explain ${runId}`, memberLine(line, app));
}
