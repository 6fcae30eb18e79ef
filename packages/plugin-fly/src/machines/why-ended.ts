/** Why a machine that should run will not: read from its state and the events that the platform keeps. */
import { counted } from '@paintbox/deploy-core/run';
import type { DeployError } from '@paintbox/deploy-core';
import type { ApiMachine, MachineExit } from '../api/machine-schema.ts';
import { bootFailed } from '../release-errors.ts';

/** Words of the platform for a boot that failed, with what each means (the texts were seen in reports of users; none is documented). */
const BOOT_FAILURES = [
  [/manifest unknown|image not found|could not find image|failed to pull|unauthorized/i, 'FLY_IMAGE_MISSING'],
  [/no space left|not enough space|too large|unpack/i, 'FLY_IMAGE_TOO_BIG'],
  [/insufficient|capacity/i, 'FLY_NO_CAPACITY'],
] as const;

/** Undefined while it may still come up. A machine that was stopped on request is not ended by a fault. */
export function whyEnded(machine: ApiMachine): DeployError | undefined {
  const { id, state, events } = machine;
  const newest = events.find(({ exit }) => exit !== null)?.exit ?? undefined;
  if (newest !== undefined && isCrashLoop(newest)) return bootFailed('FLY_CRASHING', id, exitWords(newest));
  if (state === 'failed' || state === 'launch_failed' || state === 'stopped') {
    const words = bootWords(machine);
    const known = BOOT_FAILURES.find(([pattern]) => pattern.test(words));
    if (known !== undefined) return bootFailed(known[1], id, words);
    if (state !== 'stopped') return bootFailed('FLY_MACHINE_STUCK', id, words || `it is ${state}`);
  }
  if (state === 'stopped' && newest !== undefined && !newest.requestedStop && !newest.restarting) {
    return bootFailed('FLY_CRASHING', id, exitWords(newest));
  }
  return undefined;
}

/** flyctl's own test of a crash loop (machine/leasable_machine.go). */
function isCrashLoop({ requestedStop, restarting, restartCount, exitCode }: MachineExit): boolean {
  return !requestedStop && restarting && restartCount > 1 && exitCode !== 0;
}

function exitWords({ exitCode, oomKilled, restartCount }: MachineExit): string {
  const restarts = restartCount > 0 ? `, after ${counted(restartCount, 'restart')}` : '';
  return oomKilled
    ? `it was killed because it used up its memory${restarts}`
    : `it ended with exit code ${exitCode ?? 'unknown'}${restarts}`;
}

/** What the platform says of the launch, where it failed. */
function bootWords({ events }: ApiMachine): string {
  const launch = events.find(({ type, exit }) => exit === null && /^(?:launch|start|update)$/.test(type));
  return launch === undefined || /^(?:created|pending|starting|started|replacing)$/.test(launch.status)
    ? ''
    : launch.status.slice(0, 300);
}
