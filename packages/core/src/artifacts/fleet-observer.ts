/**
 * Looks at the machines of the app, for checks that must prove that all of them are well. It is given in the config file. It is not an artifact:
 * what was seen earlier in the run is no longer true after a rollback.
 */
import type { StageContext } from '../words/context.ts';

/** A machine as its platform describes it. */
export interface ObservedMachine {
  readonly id: string;
  /** The platform's word: `started`, `stopped`, … */
  readonly state: string;
  /** Health checks of the platform. */
  readonly checks: { readonly passing: number; readonly total: number };
  /** The build id it was started with; null when it was started without one. */
  readonly buildId: string | null;
  /** Whether requests of users can reach it. */
  readonly serves: boolean;
  /** Whether the platform may stop it while it gets no requests. */
  readonly mayRest: boolean;
}

/** The machines, or why they cannot be seen from here: no token, no tool. */
export type ObservedFleet =
  | { readonly status: 'seen'; readonly machines: readonly ObservedMachine[] }
  | { readonly status: 'not-available'; readonly reason: string };

/** Looks at the machines of the run's app as they are now. */
export interface FleetObserver {
  /** Rejects with a DeployError when the platform was asked and did not answer. */
  observe(ctx: StageContext): Promise<ObservedFleet>;
}
