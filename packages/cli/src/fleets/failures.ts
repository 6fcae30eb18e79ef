/** The members that are not good, those with the same failure together: of a thousand apps a person reads a few lines. */
import { failureWords } from '@paintbox/deploy-core/fleet';
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';

/** Members with the same failure. */
export interface FailureGroup {
  readonly outcome: FleetMemberRecord['outcome'];
  /** As the first of them says it. */
  readonly because: string;
  readonly members: readonly FleetMemberRecord[];
}

/** What needs a person comes first; what was never touched comes last. */
const ORDER: readonly FleetMemberRecord['outcome'][] = ['person', 'bad', 'back', 'skipped'];

/** The groups, worst first, and the largest of the same kind first. */
export function failureGroups({ members }: Pick<FleetRecord, 'members'>): readonly FailureGroup[] {
  return ORDER.flatMap((outcome) => {
    const groups = Map.groupBy(
      members.filter((member) => member.outcome === outcome),
      failureKey,
    );
    return [...groups.values()]
      .toSorted((a, b) => b.length - a.length)
      .map((group) => ({ outcome, because: wordsOf(group[0]), members: group }));
  });
}

/** Equal for members with the same outcome and the same failure. */
export function failureKey(member: FleetMemberRecord): string {
  return `${member.outcome} ${failureWords(wordsOf(member), member.app)}`;
}

/** A member that was taken back has no failure of its own: its run back was a good one. */
function wordsOf(member: FleetMemberRecord | undefined): string {
  return member === undefined || member.outcome === 'back' ? '' : member.because;
}
