/** What a member's own run says of its hand-out: its exit code, as README explains it. */
import type { ExitCode } from '../../words/exit-code.ts';
import type { HandOutGoal, MemberEnd } from '../journal/fleet-event.ts';

/** What the error of a run may be about, beside the release: it was not allowed to do its work, or was asked to call less often. */
export type EndReason = 'rights' | 'throttling';

/** The end of a hand-out whose run has this verdict. */
export function memberEnd(goal: HandOutGoal, exitCode: ExitCode, about?: EndReason): MemberEnd {
  const done = exitCode === 0 || exitCode === 74;
  // As before, or proven back: it can be tried again.
  const asBefore = exitCode === 1 || (exitCode === 3 && goal === 'release');
  if (about === 'throttling' && asBefore) return 'throttled';
  const rights = about === 'rights';
  // A way back that is not proven is no way back.
  if (goal === 'back') return done ? 'back' : 'person';
  if (done) return 'good';
  if (goal === 'ask') return exitCode === 3 || (exitCode === 1 && !rights) ? 'bad' : 'person';
  switch (exitCode) {
    case 1:
      return rights ? 'refused' : 'bad';
    // A worker that is set up wrongly, and a bug of ours, before anything was changed: afterwards it would be 1, 3 or 4.
    case 2:
    case 70:
      return 'refused';
    case 4:
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
