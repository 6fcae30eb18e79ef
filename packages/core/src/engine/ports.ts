/** The ports of a run: everything outside that the engine and its stages touch. A test can replace each. */
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
  /** The process environment the run was started with, and from `giveSecrets` on what was read for this run. */
  env: Readonly<Record<string, string | undefined>>;
  /** Masks every secret of this run in all events. */
  readonly redactor: Redactor;
  /** How commands that hints name are typed where the run was started. */
  readonly commandLine: CommandLine;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** The ports from the options; where one is missing, that of the machine. */
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
