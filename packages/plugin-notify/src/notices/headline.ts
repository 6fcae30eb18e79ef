/** The title of an ended run: what users have now comes first, then what happened, then the cause. */
import { usersNow, versionName } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { cleanLine } from './clean-text.ts';
import type { NoticeRun } from './notice.ts';

/** Slack shows 150 characters of a title; what users have now must be among them. */
const MOST_CAUSE = 90;

/** One line; `outcome` is how the run ended, in words that follow its name. */
export function headline(about: NoticeRun, record: RunRecord, outcome: string): string {
  const { pipeline, app, environment } = about;
  const plain = `${pipeline} of ${app} to ${environment} ${outcome}`;
  const people = `Users of ${app} (${environment})`;
  const { rollback, release, kept = [] } = record;
  if (rollback !== undefined) {
    const proof = rollback.verified ? '' : ', NOT verified';
    return `${people} are on ${versionOf(rollback.target)}${proof}; ${takenOf(record)} was taken back${causeOf(record)}`;
  }
  if (record.exitCode === 0) {
    return release === undefined || record.previous?.version === release.version
      ? plain
      : `${people} are on ${versionOf(release.version)}: ${pipeline} ${outcome}`;
  }
  const users = usersNow(record);
  // What an irreversible stage keeps may be met by users, so no word is given for them.
  if (users === undefined || kept.length > 0) return plain;
  if (record.status === 'needs-attention')
    return `A person is needed: what users of ${app} (${environment}) have is not known${causeOf(record)}`;
  return `${people} have ${cleanLine(users, 80)}; ${pipeline} ${verbOf(record)}${causeOf(record)}`;
}

/** What was taken back: the run's own release, or for a rollback by a person what served before it. */
function takenOf({ takenBack, previous, status }: RunRecord): string {
  const taken = takenBack ?? (status === 'succeeded' ? previous : undefined);
  return taken === undefined ? 'the new release' : versionOf(taken.version);
}

function versionOf(version: string): string {
  return cleanLine(versionName(version), 40);
}

function verbOf({ status, exitCode, error }: RunRecord): string {
  if (exitCode === 7) return 'says that a rollback is needed';
  if (status === 'inconclusive') return 'was inconclusive';
  if (status !== 'cancelled') return 'failed';
  return error?.code === 'DECLINED' ? 'was not confirmed' : 'was cancelled';
}

/** The check that decided says it best: an error of many checks begins with how many failed, and where. */
function causeOf({ error, checks = [] }: RunRecord): string {
  if (error === undefined) return '';
  const said = error.problems?.[0]?.message ?? error.message;
  const deciding = checks.find(
    ({ critical, verdict, message }) => critical && verdict === 'fail' && said.includes(message),
  );
  return `: ${cleanLine(deciding?.message ?? said, MOST_CAUSE)}`;
}
