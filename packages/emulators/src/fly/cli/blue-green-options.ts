/** What both halves of a blue-green deploy work with. */
import type { Machine, MachineConfig } from '../machine.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

export interface BlueGreenOptions {
  readonly call: Call;
  readonly app: string;
  /** Leased machines that are to be replaced. */
  readonly blue: readonly Machine[];
  /** Config of the machine that replaces a blue one. */
  readonly configFor: (machine: Machine) => MachineConfig;
  readonly leases: LeaseKeeper;
  readonly waitTimeoutMs: number;
  /** Stop signal for blue machines. */
  readonly stopSignal: string | undefined;
}

/** Metadata key by which machines of a blue-green deploy are known. */
export const tagKey = 'fly_bluegreen_deployment_tag';

/** Ends the deploy when a signal has come. */
export function stopIfAborted(call: Call): void {
  if (call.cancellation.aborted) throw new FlyctlError('deployment aborted by user');
}
