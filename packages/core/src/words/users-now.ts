/** What users of the app have now that a run has failed: the first question of everybody. */
import type { RunRecord } from './record.ts';

/** In words that follow `users now`. Undefined when the run never began, or has no failure to speak of. */
export function usersNow(record: RunRecord): string | undefined {
  const { exitCode, rollback, previous, status } = record;
  if (exitCode === 0 || exitCode === 2 || status === 'locked' || record.runId === '') return undefined;
  const before = previous === undefined ? undefined : versionName(previous.version);
  if (rollback !== undefined) {
    const target = versionName(rollback.target);
    const again = before === undefined || target === before ? '' : `, which is ${before} again`;
    return rollback.verified
      ? `${target}${again}; it passed the same checks`
      : `${target}${again}, but it is NOT verified`;
  }
  if (status === 'needs-attention') {
    // Without an error the run has no verdict: its process died, or stands still.
    const why = record.error === undefined ? ', as the run stopped half-way' : '';
    return `not known for certain${why}: look at ${record.url}`;
  }
  const broken = brokenForUsers(record);
  if (broken.length > 0) return `this failure (${broken.join(', ')}); the run changed nothing`;
  return before === undefined ? 'what they had before' : `${before}, as before`;
}

/** A version as people say it: `v12`. */
export function versionName(version: string): string {
  return /^\d+$/.test(version) ? `v${version}` : version;
}

/** The critical checks that failed on the address of the app in a run that changed nothing: users have the failure. */
function brokenForUsers({ checks = [], stages, url }: RunRecord): readonly string[] {
  if (stages.some(({ status }) => status === 'undone' || status === 'undo-failed')) return [];
  return [
    ...new Set(
      checks
        .filter(({ critical, verdict, target }) => critical && verdict === 'fail' && target.startsWith(url))
        .map(({ id }) => id),
    ),
  ];
}
