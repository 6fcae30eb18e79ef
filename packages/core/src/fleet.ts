// For fleets: many apps, one image, waves. What configs write down, and what plans, hands out and folds a fleet's run.
import './node-version.ts';
export { defineFleet } from './fleet/define-fleet.ts';
export type { Fleet, FleetSpec, WaveRule } from './fleet/define-fleet.ts';
export { wave } from './fleet/wave.ts';
export type { Wave, WaveOptions } from './fleet/wave.ts';
export type { FleetPlace, Member, MemberSource, Skip } from './fleet/member.ts';
export type { JudgedMember, WaveJudge, WaveLimits, WaveVerdict } from './fleet/judge.ts';
export { planFleet } from './fleet/plan-fleet.ts';
export type { FleetPlan, PlanFleetOptions, PlannedWave } from './fleet/plan-fleet.ts';
export { fleetState, waveCredits } from './fleet/fleet-state.ts';
export type { FleetState, MemberState, WaveState } from './fleet/fleet-state.ts';
export { nextStep } from './fleet/next-step.ts';
export type { FleetStep } from './fleet/next-step.ts';
export type { FleetEvent, FleetEventBody, HandOutGoal, MemberEnd } from './fleet/fleet-event.ts';
export type { Dispenser, DispenserJob, TakenJob } from './fleet/dispenser.ts';
