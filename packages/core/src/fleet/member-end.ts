/** What a member's own run says of its hand-out: its exit code, as README explains it. */
import type { ExitCode } from '../words/exit-code.ts';
import type { HandOutGoal, MemberEnd } from './fleet-event.ts';

/** The end of a hand-out whose run has this verdict. `rights`: its error says that it was not allowed to do its work. */
export function memberEnd(goal: HandOutGoal, exitCode: ExitCode, rights = false): MemberEnd {
  const done = exitCode === 0 || exitCode === 74;
  // A way back that is not proven is no way back.
  if (goal === 'back') return done ? 'back' : 'person';
  if (done) return 'good';
  // As before, and for want of a right: nothing was learned of the release.
  if (rights && (exitCode === 1 || exitCode === 2)) return goal === 'release' ? 'refused' : 'person';
  if (goal === 'ask') return exitCode === 1 || exitCode === 3 ? 'bad' : 'person';
  switch (exitCode) {
    case 4:
    case 70:
      return 'person';
    case 5:
      return 'moved';
    case 6:
    case 130:
    case 143:
      return 'no-data';
    default:
      return 'bad';
  }
}
