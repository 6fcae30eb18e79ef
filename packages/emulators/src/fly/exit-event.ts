/** How the platform reports the end of a machine's process. */
import { constants } from 'node:os';
import type { Exit } from './machine-process.ts';
import type { MachineEvent } from './machine.ts';

export interface ExitFacts {
  /** Somebody asked for the end. */
  readonly requested: boolean;
  readonly restarting: boolean;
  /** Restarts before this end. */
  readonly restarts: number;
  readonly outOfMemory: boolean;
}

/** The event of a machine whose process ended. */
export function exitEvent(
  exit: Exit,
  { requested, restarting, restarts, outOfMemory }: ExitFacts,
): MachineEvent {
  const signal = exit.signal ? constants.signals[exit.signal] : -1;
  const code = exit.signal ? 128 + signal : exit.code;
  const exited = {
    exit_code: code,
    guest_exit_code: exit.code,
    guest_signal: signal,
    oom_killed: outOfMemory,
    requested_stop: requested,
    restarting,
    signal,
    exited_at: new Date().toISOString(),
  };
  const request = { exit_event: exited, restart_count: restarts };
  return { type: 'exit', status: 'stopped', source: 'flyd', timestamp: Date.now(), request };
}
