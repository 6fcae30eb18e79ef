// For fleets: many apps, one image, waves. What configs write down, and what plans, hands out and folds a fleet's run.
import './node-version.ts';
export { defineFleet } from './fleet/define-fleet.ts';
export type { Fleet, FleetSpec, WaveRule } from './fleet/define-fleet.ts';
export { wave } from './fleet/wave.ts';
export type { Wave, WaveOptions } from './fleet/wave.ts';
export type { FleetPlace, Member, MemberImages, MemberSecrets, MemberSource, Skip } from './fleet/member.ts';
export type { JudgedMember, MemberEvidence, WaveJudge, WaveLimits, WaveVerdict } from './fleet/judge.ts';
export { fleetObstacles } from './fleet/fleet-ready.ts';
export type { FleetReadyOptions } from './fleet/fleet-ready.ts';
export { askMembers } from './fleet/ask-members.ts';
export type { AskMembersOptions, AskedMember } from './fleet/ask-members.ts';
export { planFleet } from './fleet/plan-fleet.ts';
export type { FleetPlan, PlanFleetOptions, PlannedWave } from './fleet/plan-fleet.ts';
export { fleetTime } from './fleet/fleet-time.ts';
export type { FleetTime } from './fleet/fleet-time.ts';
export { adoptFleet, startFleet, startTakeBack } from './fleet/fleet-run.ts';
export type {
  BuiltImage,
  FailedBuild,
  FleetPorts,
  FleetRun,
  FleetWorld,
  HandOutEnd,
  StartFleetOptions,
} from './fleet/fleet-run.ts';
export { nothingLeft, throwFleetProblems } from './fleet/errors.ts';
export { readFleetJournal, readFleetState } from './fleet/fleet-journal.ts';
export { runMember } from './fleet/run-member.ts';
export type { RunMemberOptions } from './fleet/run-member.ts';
export { newRunId } from './engine/run-id.ts';
export { membersWorld } from './fleet/members-world.ts';
export { handOutEnd, runHandOut } from './fleet/run-hand-out.ts';
export { unfinishedRun } from './fleet/fleet-notes.ts';
export { membersToTakeBack } from './fleet/take-back-run.ts';
export type { TakeBackOf } from './fleet/take-back-run.ts';
export { membersMoved } from './fleet/moved-since.ts';
export type { MovedMember, MovedSinceOptions } from './fleet/moved-since.ts';
export { lateMembers, restOfRun } from './fleet/later-runs.ts';
export type { LaterRun } from './fleet/later-runs.ts';
export { heldImage } from './fleet/held-images.ts';
export type { HeldImage } from './fleet/held-images.ts';
export { fleetDrift } from './fleet/fleet-drift.ts';
export type { FleetDriftOptions, MemberDrift } from './fleet/fleet-drift.ts';
export { tellFleet } from './fleet/fleet-words.ts';
export type { FleetWord, TellFleetPorts } from './fleet/fleet-words.ts';
export { fleetLeader } from './fleet/fleet-leader.ts';
export type { FleetLeader, FleetLeaderOptions } from './fleet/fleet-leader.ts';
export { leadJob } from './fleet/lead-fleet.ts';
export { workFleet } from './fleet/work-fleet.ts';
export type { WorkFleetOptions } from './fleet/work-fleet.ts';
export type { HandedOut } from './fleet/hand-out.ts';
export { fleetRecord } from './fleet/fleet-record.ts';
export type { FleetMemberRecord, FleetRecord, FleetWaveRecord } from './fleet/fleet-record.ts';
export type { FleetListener, FleetListenerContext, FleetNews } from './fleet/fleet-listener.ts';
export type { FleetListening } from './fleet/fleet-listeners.ts';
export { fleetLists, fleetUsersNow } from './fleet/fleet-lists.ts';
export type { FleetLists } from './fleet/fleet-lists.ts';
export { failureWords } from './words/failure-words.ts';
export { fleetState } from './fleet/fleet-state.ts';
export type { FleetState, MemberState, WaveState } from './fleet/fleet-state.ts';
export { fleetWait } from './fleet/fleet-wait.ts';
export type { FleetWait } from './fleet/next-step.ts';
export type { FleetEvent, FleetEventBody, HandOutGoal, MemberEnd } from './fleet/fleet-event.ts';
export type { Dispenser, DispenserJob, TakenJob } from './fleet/dispenser.ts';
