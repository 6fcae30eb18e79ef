// For fleets: many apps, one image, waves. What configs write down, and what plans, hands out and folds a fleet's run.
import './node-version.ts';
export { defineFleet } from './fleet/define/define-fleet.ts';
export type { Fleet, FleetSpec, WaveRule } from './fleet/define/define-fleet.ts';
export { wave } from './fleet/define/wave.ts';
export type { Wave, WaveOptions } from './fleet/define/wave.ts';
export type {
  FleetPlace,
  Member,
  MemberImages,
  MemberSecrets,
  MemberSource,
  Skip,
} from './fleet/define/member.ts';
export type {
  JudgedMember,
  MemberEvidence,
  WaveJudge,
  WaveLimits,
  WaveVerdict,
} from './fleet/define/judge.ts';
export { fleetObstacles } from './fleet/lead/fleet-ready.ts';
export type { FleetReadyOptions } from './fleet/lead/fleet-ready.ts';
export { askMembers } from './fleet/members/ask-members.ts';
export type { AskMembersOptions, AskedMember } from './fleet/members/ask-members.ts';
export { askedErrors, askedProblems } from './fleet/members/asked-problems.ts';
export type { AskedProblem } from './fleet/members/asked-problems.ts';
export { planFleet } from './fleet/plan/plan-fleet.ts';
export type { FleetPlan, PlanFleetOptions, PlannedWave } from './fleet/plan/plan-fleet.ts';
export { fleetTime } from './fleet/plan/fleet-time.ts';
export type { FleetTime } from './fleet/plan/fleet-time.ts';
export { adoptFleet, startFleet, startTakeBack } from './fleet/lead/fleet-run.ts';
export type { BuiltImage, FailedBuild, FleetWorld, HandOutEnd } from './fleet/lead/fleet-world.ts';
export type { FleetPorts, FleetRun } from './fleet/lead/hold-fleet.ts';
export type { StartFleetOptions } from './fleet/lead/fleet-run.ts';
export { nothingLeft, throwFleetProblems } from './fleet/errors.ts';
export { readFleetJournal, readFleetState } from './fleet/journal/fleet-journal.ts';
export { runMember } from './fleet/members/run-member.ts';
export type { RunMemberOptions } from './fleet/members/run-member.ts';
export { newRunId } from './engine/run-id.ts';
export { membersWorld } from './fleet/members/members-world.ts';
export { handOutEnd, runHandOut } from './fleet/members/run-hand-out.ts';
export { unfinishedRun } from './fleet/lead/fleet-notes.ts';
export { stopOutlook } from './fleet/lead/take-back.ts';
export type { StopOutlook } from './fleet/lead/take-back.ts';
export { membersToTakeBack } from './fleet/lead/take-back-run.ts';
export type { TakeBackOf } from './fleet/lead/take-back-run.ts';
export { membersMoved } from './fleet/members/moved-since.ts';
export type { MovedMember, MovedSinceOptions } from './fleet/members/moved-since.ts';
export { lateMembers, restOfRun } from './fleet/lead/later-runs.ts';
export type { LaterRun } from './fleet/lead/later-runs.ts';
export { heldImage } from './fleet/lead/held-images.ts';
export type { HeldImage } from './fleet/lead/held-images.ts';
export { fleetDrift } from './fleet/members/fleet-drift.ts';
export type { FleetDriftOptions, MemberDrift } from './fleet/members/fleet-drift.ts';
export { tellFleet } from './fleet/lead/fleet-words.ts';
export type { FleetWord, TellFleetPorts } from './fleet/lead/fleet-words.ts';
export { fleetLeader } from './fleet/crew/fleet-leader.ts';
export type { FleetLeader, FleetLeaderOptions } from './fleet/crew/fleet-leader.ts';
export { leadJob } from './fleet/crew/lead-fleet.ts';
export { workFleet } from './fleet/crew/work-fleet.ts';
export type { WorkFleetOptions } from './fleet/crew/work-fleet.ts';
export type { HandedOut } from './fleet/hand-out/hand-out.ts';
export { fleetRecord } from './fleet/journal/fleet-record.ts';
export type { FleetMemberRecord, FleetRecord, FleetWaveRecord } from './fleet/journal/fleet-record.ts';
export type { FleetListener, FleetListenerContext, FleetNews } from './fleet/lead/fleet-listener.ts';
export type { FleetListening } from './fleet/lead/fleet-listeners.ts';
export { fleetLists, fleetUsersNow } from './fleet/journal/fleet-lists.ts';
export type { FleetLists } from './fleet/journal/fleet-lists.ts';
export { failureWords } from './words/failure-words.ts';
export { fleetState } from './fleet/journal/fleet-state.ts';
export type { FleetState, MemberState, WaveState } from './fleet/journal/fleet-state.ts';
export { fleetWait } from './fleet/lead/fleet-wait.ts';
export type { FleetWait } from './fleet/lead/next-step.ts';
export type { FleetEvent, FleetEventBody, HandOutGoal, MemberEnd } from './fleet/journal/fleet-event.ts';
export type { Dispenser, DispenserJob, TakenJob } from './fleet/hand-out/dispenser.ts';
