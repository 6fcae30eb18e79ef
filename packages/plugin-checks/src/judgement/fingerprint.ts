/** Failures of different members that are the same: their words without the member's app, hosts, ids and measured numbers. */
import { failureWords } from '@paintbox/deploy-core/fleet';
import { roundsOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { WaveMember } from './wave.ts';

/** What went wrong with a member, each kind once. A failure that the member had before the release is not of this release. */
export function fingerprintsOf(member: WaveMember): readonly string[] {
  const before = new Set(earlierFingerprints(member));
  const now = failures(member.checks)
    .map((check) => fingerprint(check, member))
    .filter((one) => !before.has(one));
  const { error } = member;
  if (now.length > 0 || error === undefined) return [...new Set(now)];
  return [`${error.code}: ${failureWords(error.message, member.app)}`];
}

/** The fingerprints of the failures before the release. */
export function earlierFingerprints(member: WaveMember): readonly string[] {
  return [...new Set(failures(member.before ?? []).map((check) => fingerprint(check, member)))];
}

/** Critical failures that count. The health that a watch sums up from other checks is none of its own: it is the same for every reason. */
function failures(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter(
    (check) =>
      check.critical && check.verdict === 'fail' && check.shadow !== true && roundsOf(check).length === 0,
  );
}

function fingerprint({ id, message, evidence }: CheckResult, { app }: WaveMember): string {
  const status = typeof evidence['status'] === 'number' ? ` ${evidence['status']}` : '';
  return `${id}${status}: ${failureWords(message, app)}`;
}
