/** Failures of different members that are the same: their words without hosts, ids and measured numbers. */
import { roundsOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { WaveMember } from './wave.ts';

/** What went wrong with a member, each kind once. A failure that the member had before the release is not of this release. */
export function fingerprintsOf(member: WaveMember): readonly string[] {
  const before = new Set(failures(member.before ?? []).map(fingerprint));
  const now = failures(member.checks)
    .map(fingerprint)
    .filter((one) => !before.has(one));
  const { error } = member;
  if (now.length > 0 || error === undefined) return [...new Set(now)];
  return [`${error.code}: ${plain(error.message)}`];
}

/** The fingerprints of the failures before the release. */
export function earlierFingerprints({ before = [] }: WaveMember): readonly string[] {
  return [...new Set(failures(before).map(fingerprint))];
}

/** Critical failures that count. The health that a watch sums up from other checks is none of its own: it is the same for every reason. */
function failures(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter(
    (check) =>
      check.critical && check.verdict === 'fail' && check.shadow !== true && roundsOf(check).length === 0,
  );
}

function fingerprint({ id, message, evidence }: CheckResult): string {
  const status = typeof evidence['status'] === 'number' ? ` ${evidence['status']}` : '';
  return `${id}${status}: ${plain(message)}`;
}

/** The words of a message that do not depend on the member. */
function plain(message: string): string {
  return message
    .toLowerCase()
    .replaceAll(/\bhttps?:\/\/[^\s,;)]+/g, '<address>')
    .replaceAll(/\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b(:\d+)?/g, '<host>')
    .replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{7,}\b/g, '<id>')
    .replaceAll(/\d+(\.\d+)?/g, '#')
    .slice(0, 200);
}
