/** What a command of the emulated flyctl gets to work with. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import type { Timing } from '../timing.ts';
import type { ApiClient } from './api-client.ts';
import type { Flags, ParsedArguments } from './arguments.ts';
import { FlyctlError } from './failure.ts';
import type { Cancellation } from './cancellation.ts';

export interface Call {
  readonly args: ParsedArguments;
  readonly api: ApiClient;
  readonly timing: Timing;
  readonly json: boolean;
  readonly cancellation: Cancellation;
  /** Name of the app: `--app`, then FLY_APP, then the config file. */
  readonly appName: () => Promise<string>;
  /** Faults that wait for a phase of this call. */
  readonly faults: readonly Fault[];
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export interface Command {
  readonly flags?: Flags;
  /** Whether `--json` exists. */
  readonly json?: boolean;
  readonly run: (call: Call) => Promise<void>;
}

/** Ends the process at once with exit code 0, for faults that pretend success. */
export class EarlyEnd extends Error {}

/** Applies the faults of one phase (`undefined`: the start of the call). */
export async function applyFaults(
  call: Pick<Call, 'faults' | 'out'>,
  phase: number | undefined,
): Promise<void> {
  for (const fault of call.faults.filter(
    (candidate) => (candidate.phase ?? defaultPhase(candidate)) === phase,
  )) {
    switch (fault.kind) {
      case 'garbage':
        call.out(fault.text ?? '<html><body>502 Bad Gateway</body></html>');
        throw new EarlyEnd();
      case 'silent':
        throw new EarlyEnd();
      case 'exit-1':
        throw new FlyctlError(fault.text ?? 'an unknown error occurred');
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
        process.kill(process.pid, 'SIGKILL');
        await sleep(60_000);
        break;
      case 'lease-held':
        break; // the daemon has done it
      default:
        throw new FlyctlError(`unknown fault kind: ${String(fault.kind satisfies never)}`);
    }
  }
}

function defaultPhase(fault: Fault): number | undefined {
  return fault.kind === 'both-colours' ? 5 : undefined;
}

/** JSON as flyctl prints it. */
export function printJson(call: Call, value: unknown): void {
  call.out(JSON.stringify(value, null, 4));
}
