/** The port of a coordinator to the world outside: who builds the image, and how members ended. */
import type { ExitCode } from '../../words/exit-code.ts';
import type { RunRecord } from '../../words/record.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import type { MemberEnd } from '../journal/fleet-event.ts';
import type { MemberState } from '../journal/fleet-state.ts';

/** How a hand-out ended. */
export interface HandOutEnd {
  readonly end: MemberEnd;
  /** The member's own run, and the hash of the last line of its journal. */
  readonly run: string | null;
  readonly last: string | null;
  readonly because: string;
  /** The services that asked its run to call less often. Default none. */
  readonly throttledBy?: readonly string[];
}

/** The image of a fleet, and the run that built it. */
export interface BuiltImage {
  readonly image: string;
  readonly run: string;
}

/** A build that has its verdict and no image: the fleet ends with it, and nothing was handed out. */
export interface FailedBuild {
  readonly exitCode: ExitCode;
  readonly because: string;
}

/** What a coordinator asks of the world outside. Members are asked by their own journals, never by the queue. */
export interface FleetWorld {
  /** Builds the image, once; called again when the one before was not journaled. */
  build(): Promise<BuiltImage | FailedBuild>;
  /** How the hand-out ended; undefined while its run has no verdict. */
  endOf(handed: HandedOut): Promise<HandOutEnd | undefined>;
  /** The record of the run of a member's last hand-out; undefined when there is none. */
  recordOf(member: Pick<MemberState, 'app' | 'run'>): Promise<RunRecord | undefined>;
}
