/** What a stage gets to work with. Everything that touches the outside is in the context, so that a test can replace it. */
import type { CheckResult } from './check.ts';
import type { Effect } from './effect.ts';
import type { OutputDocument } from './output.ts';
import type { ParamValues, Params } from './param.ts';
import type { Secret } from './secret.ts';
import type { RunSource } from './source.ts';
import type { StateStore } from '../store/state-store.ts';

/** The run a stage is part of. */
export interface RunInfo {
  readonly id: string;
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  /** The address users reach the app at, without a trailing slash. */
  readonly url: string;
  /** A note that is shown with all results of this environment. */
  readonly note?: string | undefined;
  /** Who began it, on which commit, in which CI job; undefined where the host did not say. */
  readonly source?: RunSource | undefined;
  /** The hand-out of a fleet that it is for, `FLEET-RUN/7`; undefined for a run of its own. */
  readonly handOut?: string | undefined;
  readonly startedAt: string;
}

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `act` once, `ms` from now, at most 24.8 days; the returned function cancels that. Only clocks of tests wait for the result of `act`. */
  after(ms: number, act: () => unknown): () => void;
}

/** Randomness, so that tests can foresee it. */
export interface Random {
  /** A random UUID, version 4. */
  uuid(): string;
}

/** Lines for people. Each becomes a `stage.log` event, secrets masked. */
export interface Log {
  /** Details for finding a fault: shown with `--verbose`. */
  debug(message: string): void;
  /** News for everybody. */
  info(message: string): void;
  /** A problem that a person should look at, although the stage goes on. */
  warn(message: string): void;
}

/** How a command ended. Streams are raw text, not yet masked: they are data. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** Options of {@link Exec}. */
export interface ExecOptions {
  /** Where it runs. Default: the folder of this process. */
  readonly cwd?: string | undefined;
  /** Added to the run's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** What the command reads on its standard input. Default: nothing. */
  readonly input?: string | undefined;
  /** How long it may take, in ms. Default: as long as the stage. */
  readonly timeoutMs?: number | undefined;
  /** Ends the command like a cancelled run does, and rejects with the reason. Default: only the run's own signal does. */
  readonly signal?: AbortSignal | undefined;
  /** The one signal sent when the run is cancelled or the time is up. Default `SIGINT`. */
  readonly killSignal?: 'SIGINT' | 'SIGTERM' | undefined;
  /** How long a signalled command may take to end before SIGKILL, in ms. Default 10,000. */
  readonly killGraceMs?: number | undefined;
  /** Called for each line as it comes. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

/** A zx shell bound to the run: every interpolated word is quoted, the exit code is returned and never thrown. */
export interface Exec {
  (pieces: TemplateStringsArray, ...words: readonly (string | readonly string[])[]): Promise<CommandOutput>;
  (
    options: ExecOptions,
  ): (
    pieces: TemplateStringsArray,
    ...words: readonly (string | readonly string[])[]
  ) => Promise<CommandOutput>;
}

/** What every stage gets. */
export interface StageContext<P extends Params = Params> {
  readonly run: RunInfo;
  readonly params: ParamValues<P>;
  /** Aborts when the run is cancelled or the stage's time is up. */
  readonly signal: AbortSignal;
  /** The process environment the run was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  /** Durable state of this app and environment. */
  readonly state: StateStore;
  readonly $: Exec;
  /** True while planning: read, but change nothing. */
  readonly dryRun: boolean;
  /** Reports the progress of long work. */
  progress(message: string): void;
  /** Says that a service asked to call less often, and that the stage waits because of it. Told once for each service; a fleet then runs fewer members at the same time. */
  throttled(service: string): void;
  /** Puts a check result on the record. */
  check(result: CheckResult): void;
  /** Hands out a document that the person asked for; the CLI prints it on standard output, the record keeps it in `outputs`. */
  output(document: OutputDocument): void;
  /** Registers a value so that no output ever shows it. */
  secret(value: string): Secret<string>;
  /** Asks the person at the terminal; rejects with `CONFIRMATION_NEEDED` where there is none. */
  confirm(question: string): Promise<boolean>;
  /** Ends the run here, successfully: the remaining stages are skipped with this reason. */
  finish(reason: string): never;
  /** Ends the run here because a person said no: status `cancelled`, exit code 130. The reason says what stays as it was. */
  decline(reason: string): never;
}

/** The context of a stage that declares `undo` or `irreversible`. */
export interface EffectContext<P extends Params = Params> extends StageContext<P> {
  /**
   * Makes one change of the outside world, journaled before and after. Id and target together are unique within the stage. Await it: an effect that is still open
   * when its stage ends fails the stage.
   */
  effect<T>(id: string, effect: Effect<T>): Promise<T>;
}
