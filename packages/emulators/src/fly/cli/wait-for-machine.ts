/** Waiting for a machine to get somewhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import { namedChecks, type Machine } from '../machine.ts';
import { patientMs } from '../timing.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';

const pollMs = 50;

export interface WaitOptions {
  readonly call: Call;
  readonly app: string;
  readonly id: string;
  /** Unscaled. */
  readonly timeoutMs: number;
  /** Message of the error when the time is over. */
  readonly timeoutText: string;
  readonly until: (machine: Machine) => boolean;
  /** Throws to end the wait early. */
  readonly interrupt?: () => void;
}

/** Polls the machine until the condition holds. */
export async function waitForMachine(options: WaitOptions): Promise<Machine> {
  const { call, app, id, until, interrupt } = options;
  const giveUpAt = Date.now() + patientMs(options.timeoutMs, call.timing);
  for (;;) {
    interrupt?.();
    const machine = await call.api.machine(app, id);
    if (until(machine)) return machine;
    if (Date.now() > giveUpAt) throw new FlyctlError(options.timeoutText);
    await sleep(pollMs);
  }
}

/** Passing checks and all checks of a machine. */
export function checkTally(machine: Machine): { passing: number; total: number } {
  const names = namedChecks(machine.config).map((check) => check.name);
  const passing = names.filter((name) =>
    machine.checks.some((check) => check.name === name && check.status === 'passing'),
  );
  return { passing: passing.length, total: names.length };
}

/** Whether every check of a started machine passes. */
export function isHealthy(machine: Machine): boolean {
  const { passing, total } = checkTally(machine);
  return machine.state === 'started' && passing === total;
}
