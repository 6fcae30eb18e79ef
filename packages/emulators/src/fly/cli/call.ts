/** What a command of the emulated flyctl gets to work with. */
import type { Fault } from '../faults.ts';
import type { Timing } from '../timing.ts';
import type { ApiClient } from './api-client.ts';
import type { Flags, ParsedArguments } from './arguments.ts';
import type { Cancellation } from './cancellation.ts';

export interface Call {
  readonly args: ParsedArguments;
  readonly api: ApiClient;
  readonly timing: Timing;
  readonly json: boolean;
  readonly cancellation: Cancellation;
  /** Name of the app: `--app`, then FLY_APP, then the config file. */
  readonly appName: () => Promise<string>;
  /** Faults of this call, each waiting for its moment. */
  readonly faults: readonly Fault[];
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export interface FlyctlCommand {
  readonly flags?: Flags;
  /** Whether `--json` exists. */
  readonly json?: boolean;
  readonly run: (call: Call) => Promise<void>;
}

/** JSON as flyctl prints it. */
export function printJson(call: Call, value: unknown): void {
  const text = JSON.stringify(value, null, 4);
  const cut = call.faults.some(({ kind }) => kind === 'cut-short');
  call.out(cut ? text.slice(0, text.length / 2) : text);
}
