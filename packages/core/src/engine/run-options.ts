/** Where and how a pipeline is run. */
import type { HeldImage } from '../fleet/lead/held-images.ts';
import type { StateStore } from '../store/state-store.ts';
import type { CommandLine } from '../words/command-line.ts';
import type { Clock, Random } from '../words/context.ts';
import type { Listener, ListenerSource } from '../words/listener.ts';
import type { Pipeline } from '../words/pipeline.ts';
import type { RunSource } from '../words/source.ts';
import type { GivenParams } from '../words/resolve-params.ts';
import type { ApprovedPlan } from './approved-plan.ts';

/** Options of `runPipeline` and its kin. */
export interface RunOptions {
  readonly pipeline: Pipeline;
  /** All pipelines of the config, so that a dead run of another one can be undone first. Default: only `pipeline`. */
  readonly pipelines?: readonly Pipeline[];
  /** Name, app and address of the environment, as resolved from config, variables and flags. */
  readonly environment: {
    readonly name: string;
    readonly app: string;
    readonly url: string;
    /** Shown wherever results are. */
    readonly note?: string | undefined;
  };
  /** Who began it, on which commit, in which CI job: `readSource` finds out. A resumed run keeps what it started with. */
  readonly source?: RunSource | undefined;
  readonly store: StateStore;
  /**
   * The values of the pipeline's params, by name. One that is left out is read from its variable in `env`; without that a flag is false and a text is undefined.
   * A resumed run keeps what it started with: give none, or the same.
   */
  readonly params?: GivenParams;
  /** The process environment that stages may read and commands inherit. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Reads variables for this run alone, such as a token of its app: asked once the run has its lock, before anything is read or changed with them. They beat those of
   * `env`, and no output shows their values. When it rejects, the run ends with that error. Default: none.
   */
  readonly secrets?: (() => Promise<Readonly<Record<string, string>>>) | undefined;
  /** Abort it to cancel: the run unwinds what it did. Its reason may be a DeployError that says the exit code. */
  readonly signal?: AbortSignal;
  readonly listeners?: readonly (Listener | ListenerSource)[];
  /** Leave the changes of a failed run as they are, for a person to look at. Default false. */
  readonly noRollback?: boolean;
  /** How long to wait for another run's lock, in ms. Default 0. */
  readonly lockWaitMs?: number;
  /** How long the whole run may take, in ms, taking back included. Default: no limit. Settling earlier runs that were killed is not part of it. */
  readonly timeoutMs?: number | undefined;
  /** The part of `timeoutMs` that is reserved for taking changes back, in ms. Default: a quarter, at most 15 minutes. */
  readonly undoReserveMs?: number | undefined;
  /** The hand-out of a fleet that this run is for. It is journaled, so that whoever looks for the hand-out finds its run. */
  readonly handOut?: string | undefined;
  /** Why an image is held, by its digest: what the fleets of the config took back. A held one is refused with `FLEET_IMAGE_HELD`, unless the param `force` is on. Default: nothing is held. */
  readonly heldImage?: ((digest: string) => Promise<HeldImage | undefined>) | undefined;
  /** The plan that was approved: a change that it does not list is refused with `EFFECT_NOT_PLANNED`. Stages it could not foresee are exempt. */
  readonly plan?: ApprovedPlan | undefined;
  /** Stop at the next change when the process that started this one is gone. Default false, because a daemon loses its parent on purpose. */
  readonly watchParent?: boolean | undefined;
  /** Returns the id of the parent process. Default: the real one. */
  readonly parentPid?: (() => number) | undefined;
  /** How commands that hints name are typed where the run was started. Default: `paintbox-deploy`, with `--env` for another environment than `production`. */
  readonly commandLine?: CommandLine | undefined;
  /** Asks the person at the terminal; leave it out where there is none. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly clock?: Clock;
  readonly random?: Random;
}
