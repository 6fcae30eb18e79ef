/** Events of a fleet's run. Its journal keeps them; whatever the queue says is only a bell. */
import type { ExitCode } from '../../words/exit-code.ts';

/** What every event carries. */
export interface FleetEventHead {
  /** ISO 8601, UTC. */
  readonly ts: string;
  readonly runId: string;
  /** Counts from 1 without gaps. */
  readonly seq: number;
}

/** What a hand-out is for: the release, taking it back, or asking a member of an earlier wave the check that failed. */
export type HandOutGoal = 'release' | 'back' | 'ask';

/**
 * How a hand-out ended. Of a release: `good`, `bad` and put back by its own run, `no-data`, or `moved`, when another run had the member, or
 * `refused`, when its run lacked a right, its worker was set up wrongly or our own code failed, and the member is as it was. Of taking back: `back`. Of asking: `good` or `bad`. Of any: `person`, when somebody must look at it,
 * or `throttled`, when a service asked to call less often and the member is as it was.
 */
export type MemberEnd = 'good' | 'bad' | 'back' | 'person' | 'no-data' | 'moved' | 'refused' | 'throttled';

/** What happens. */
type FleetHappening =
  | {
      readonly type: 'fleet.started';
      readonly fleet: string;
      readonly environment: string;
      readonly pipeline: string;
      readonly plan: string;
      readonly image: string | null;
      readonly waves: readonly FleetWaveBegin[];
      /** How many members the pages after this event hold. */
      readonly members: number;
      readonly takeBack: 'wave' | 'all' | 'none';
      readonly startEveryMs: number;
      /** True when the image may have been taken back before. */
      readonly again: boolean;
      /** The run that this one takes back; absent for one that releases. */
      readonly takesBack?: TakesBack | undefined;
      /** The fencing token of the coordinator. */
      readonly token: number;
      readonly version: string;
      /** The format of the journal. */
      readonly journal: number;
    }
  /** A page of the frozen members; no event holds all of them. */
  | { readonly type: 'fleet.members'; readonly members: readonly FrozenMember[] }
  /** Another coordinator has taken over. */
  | { readonly type: 'fleet.resumed'; readonly token: number }
  | { readonly type: 'fleet.image'; readonly image: string; readonly buildRun: string }
  | { readonly type: 'wave.opened'; readonly wave: string }
  /** Before it is given to anybody. */
  | {
      readonly type: 'member.handed';
      readonly app: string;
      readonly goal: HandOutGoal;
      readonly handOut: number;
    }
  | {
      readonly type: 'member.ended';
      readonly app: string;
      readonly handOut: number;
      readonly end: MemberEnd;
      /** Of the member's own run; null when it had none. */
      readonly run: string | null;
      /** The hash of the last line of that run's journal: it ties the chains together. */
      readonly last: string | null;
      readonly because: string;
      /** The services that asked its run to call less often; absent for none. */
      readonly throttledBy?: readonly string[];
    }
  | {
      readonly type: 'wave.judged';
      readonly wave: string;
      readonly verdict: 'good' | 'bad' | 'inconclusive';
      readonly final: boolean;
      readonly because: readonly string[];
      readonly inputs: string;
    }
  | { readonly type: 'gate.approved'; readonly wave: string; readonly who: string; readonly because: string }
  | { readonly type: 'fleet.paused'; readonly who: string; readonly because: string }
  | { readonly type: 'fleet.continued'; readonly who: string; readonly because: string }
  /** Before anything else that a bad wave leads to: from here on no release is handed out. */
  | { readonly type: 'fleet.stopped'; readonly wave: string; readonly because: readonly string[] }
  | { readonly type: 'image.held'; readonly image: string; readonly because: string }
  | { readonly type: 'fleet.ended'; readonly exitCode: ExitCode; readonly because: string };

/** An event without its head. */
export type FleetEventBody = FleetHappening & {
  /** The word of a person that it journals, so that none is journaled twice. */
  readonly said?: string;
};

/** An event. */
export type FleetEvent = FleetEventHead & FleetEventBody;

/** What a run takes back, who says so and why, and whether its image is held then. */
export interface TakesBack {
  readonly run: string;
  readonly who: string;
  readonly because: string;
  readonly hold: boolean;
}

/** A wave as a run of the fleet begins with it. */
export interface FleetWaveBegin {
  readonly name: string;
  readonly strict: boolean;
  readonly tolerate: number;
  readonly atOnce: number;
  readonly bakeMs: number;
  /** When its members may be served; null for always. */
  readonly only: string | null;
  readonly gate: boolean;
}

/** A member as a run of the fleet begins with it. */
export interface FrozenMember {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where users reach it; absent when the plan did not know. */
  readonly url?: string | undefined;
  /** Null for one that is skipped. */
  readonly wave: string | null;
  /** Why it is skipped; null for one in a wave. */
  readonly skipped: string | null;
}
