/** The lines of `history` for people, in columns as wide as their content. */
import { counted } from '@paintbox/deploy-core/run';
import type { RunningRecord, RunRecord } from '@paintbox/deploy-core/run';
import type { Standing } from '@paintbox/deploy-core/release';
import { durationText } from '../arguments/duration.ts';
import { fleetEndWords } from '../fleets/fleet-end.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { endColour, endWords } from '../reporters/end-sentence.ts';
import { doingNow } from '../reporters/running.ts';
import { shortCommit } from '../reporters/short-commit.ts';
import { versionName } from '../reporters/users-now.ts';
import type { FleetRunLine } from './fleet/fleet-runs.ts';
import type { BrokenRun, ReleaseHistory } from './history.ts';

/** Two lines for each release: the facts, and the reason for its standing. */
export function releaseLines(releases: readonly ReleaseHistory[], paint: Paint): readonly string[] {
  const rows = releases.map((release) => cellsOf(release));
  const widths = rows.reduce<readonly number[]>(
    (widest, cells) => cells.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return releases.flatMap((release, row) => {
    const [version = '', label = '', ...rest] = (rows[row] ?? []).map((cell, column) =>
      cell.padEnd(widths[column] ?? 0),
    );
    const facts = `  ${version}  ${colourOf(release.standing, paint)(label)}  ${rest.join('  ').trimEnd()}`;
    return [facts, paint.dim(`      ${whyOf(release)}`)];
  });
}

/** One run. */
export function runLine(run: RunRecord | RunningRecord | BrokenRun, paint: Paint): string {
  if ('message' in run) return `${run.runId}  ${paint.red('unreadable')}  ${run.message}`;
  const colour = run.status === 'running' ? paint.yellow : endColour(run, paint);
  const release = run.release === undefined ? '' : `  ${versionName(run.release.version)}`;
  const who = run.source?.by === undefined ? '' : `  ${oneLine(run.source.by)}`;
  const commit = run.source?.commit === undefined ? '' : `  ${shortCommit(run.source.commit)}`;
  const took = run.status === 'running' ? doingNow(run) : durationText(run.durationMs);
  const killed = isKilled(run) ? '  killed, no verdict' : '';
  const word = run.status === 'running' ? 'running' : endWords(run);
  return `${run.runId}  ${colour(word.padEnd(15))} ${run.pipeline}  ${paint.dim(took)}${release}${killed}${who}${commit}`;
}

/** A run of a fleet. */
export function fleetRunLine(run: FleetRunLine, paint: Paint): string {
  const { runId, fleet, status, startedAt, endedAt, members, takesBack } = run;
  const colour = status === 'succeeded' ? paint.green : status === 'running' ? paint.yellow : paint.red;
  const took =
    endedAt === undefined ? '' : `  ${paint.dim(durationText(Date.parse(endedAt) - Date.parse(startedAt)))}`;
  const back = takesBack === undefined ? '' : `  takes ${oneLine(takesBack.run)} back`;
  return `${runId}  ${colour(fleetEndWords(run).padEnd(15))} ${oneLine(fleet)}  ${counted(members, 'member')}${took}${back}`;
}

/** A run that a person is needed for has its first error, unless its process died. */
function isKilled(run: RunRecord | RunningRecord): boolean {
  return run.status === 'needs-attention' && run.error === undefined;
}

function cellsOf(entry: ReleaseHistory): readonly string[] {
  const { release, standing, at, by, commit, run } = entry;
  return [
    `v${release.version}`,
    standing.label,
    at.replace('T', ' ').slice(0, 16),
    by ?? '-',
    commit === undefined ? '-' : shortCommit(commit),
    run === null ? '-' : durationText(run.durationMs),
    release.imageDigest?.slice(0, 19) ?? release.imageRef,
  ];
}

function whyOf({ standing, restores, run, runId }: ReleaseHistory): string {
  const again = restores === undefined ? '' : `v${restores} again; `;
  const ended =
    run === null ? '' : `; ${run.pipeline} ${runId} ${run.status === 'running' ? 'running' : endWords(run)}`;
  // Only the run that makes a release marks it. A run that put it back looked at it too.
  const verified = restores !== undefined && standing.label === 'unproven' && run?.status === 'rolled-back';
  return oneLine(`${again}${verified ? 'verified when it was put back' : standing.why}${ended}`);
}

function colourOf({ label }: Standing, paint: Paint): (text: string) => string {
  return { stable: paint.green, bad: paint.red, undone: paint.yellow, unproven: paint.dim }[label];
}
