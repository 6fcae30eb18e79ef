/** What a run works with: everything of the outside that the engine and its stages touch, so that a test can replace each. */
import { createRedactor } from '../secrets/redactor.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { StateStore } from '../store/state-store.ts';
import { plainCommandLine } from '../words/command-line.ts';
import type { CommandLine } from '../words/command-line.ts';
import type { Clock, Random } from '../words/context.ts';
import type { RunOptions } from './run-options.ts';
import { systemClock, systemRandom } from './system.ts';

/** The ports of one run. */
export interface Ports {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  /** The process environment the run was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Every secret of this run; what is said goes through it. */
  readonly redactor: Redactor;
  /** How commands that hints name are typed where the run was started. */
  readonly commandLine: CommandLine;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** The ports that the options name, and the machine's own for the rest. */
export function portsOf(options: RunOptions): Ports {
  return {
    store: options.store,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    env: options.env ?? {},
    redactor: createRedactor(),
    commandLine: options.commandLine ?? plainCommandLine(options.environment.name),
    confirm: options.confirm,
  };
}
