/** Lets the faults of a call strike at their moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Moment } from '../faults.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';

/** Ends the process at once and in silence: with exit code 0 for faults that pretend success. */
export class EarlyEnd extends Error {
  readonly exitCode: number;

  constructor(exitCode = 0) {
    super('the call ends here');
    this.exitCode = exitCode;
  }
}

/** Where a fault may strike: the start of the call, a moment of a deploy, or a phase of blue-green. */
export type When = 'start' | Moment | number;

/** Applies the faults that wait for this moment, or for `step` machines into it. */
export async function strike(call: Call, when: When, step = 0): Promise<void> {
  for (const fault of call.faults) {
    if (whenOf(fault) === when && (fault.step ?? 0) === step) await apply(call, fault);
  }
}

async function apply(call: Call, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'garbage':
      call.out(fault.text ?? '<html><body>502 Bad Gateway</body></html>');
      throw new EarlyEnd();
    case 'silent':
      throw new EarlyEnd();
    case 'noise':
      if (process.env['LOG_LEVEL'] !== 'error')
        call.out(fault.text ?? 'WARN The running flyctl agent is old');
      break;
    case 'exit-1':
      throw new FlyctlError(fault.text ?? 'an unknown error occurred');
    case 'deadline':
      throw new FlyctlError(fault.text ?? 'context deadline exceeded', 126);
    case 'cancelled':
      throw new EarlyEnd(127);
    case 'panic':
      throw new FlyctlError(fault.text ?? 'panic: runtime error: invalid memory address', 3);
    case 'both-colours':
      throw new FlyctlError(fault.text ?? 'the connection to the platform was lost');
    case 'rate-limit':
      throw new FlyctlError(fault.text ?? 'failed to get machines (status 429): rate limit exceeded');
    case 'hang':
      for (;;) await sleep(60_000);
    case 'slow':
      await sleep(Number(fault.text ?? 3000));
      break;
    case 'kill-self':
      if (fault.afterMs !== undefined) {
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), fault.afterMs).unref();
        break;
      }
      process.kill(process.pid, 'SIGKILL');
      await sleep(60_000);
      break;
    case 'cut-short': // the printer does it
    case 'no-machines': // blue-green does it
    case 'lease-held': // the daemon has done it
      break;
    default:
      throw new FlyctlError(`unknown fault kind: ${String(fault.kind satisfies never)}`);
  }
}

function whenOf(fault: Fault): When {
  return fault.phase ?? fault.at ?? (fault.kind === 'both-colours' ? 5 : 'start');
}
