/** The one command that a person types next for a fleet. */
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';

/** The command, and what it is for; undefined where nothing is waited for. */
export interface FleetNext {
  readonly command: string;
  readonly why: string;
}

/** What to type, as it is typed where this runs. */
export function fleetNext(record: FleetRecord, line: CommandLine): FleetNext | undefined {
  const { runId, status, paused, waves, members } = record;
  const person = members.find(
    ({ outcome, runId: own, app }) => outcome === 'person' && own !== null && /^[\w.-]+$/.test(app),
  );
  // Whoever is broken comes before whatever waits.
  if (person !== undefined)
    return {
      command: `FLY_APP=${person.app} ${typed(`explain ${person.runId}`, line)}`,
      why: 'says why a member needs a person, and what to do',
    };
  if (status === 'inconclusive')
    return {
      command: typed(`fleet deploy ${record.fleet} --retry ${runId}`, line),
      why: 'gives the same image to the members that are without it',
    };
  if (status !== 'running') return undefined;
  if (paused) return { command: typed(`fleet resume ${runId}`, line), why: 'goes on' };
  const wave = waves.find((one) => one.status !== 'good');
  if (wave?.status === 'waiting' && wave.gate && wave.approvedBy === null)
    return {
      command: typed(`fleet approve ${runId} --because 'WHY'`, line),
      why: `lets wave '${wave.name}' begin`,
    };
  return undefined;
}
