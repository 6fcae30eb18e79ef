/**
 * The port behind the workers of a fleet: it hands out jobs, hands them out again when a worker dies, and delays them. The journal of the fleet is
 * the truth. Whatever a dispenser holds can be lost and put in again from there, so nothing is decided by what it says.
 */

/** Something to do, for one worker. */
export interface DispenserJob {
  /** Names it among all jobs. While a job waits or is taken, another of its key is not put in. */
  readonly key: string;
  /** What the worker needs, as JSON. */
  readonly value: unknown;
  /** Jobs of a higher priority are taken first, and of equal ones what was put in first; those of one call in any order. Default 0. */
  readonly priority?: number | undefined;
  /** Not to be taken before so many ms have passed. A dispenser may round up to seconds. Default 0. */
  readonly afterMs?: number | undefined;
}

/** A job that a worker has taken. It is the worker's until it is done, given back, or the worker was silent for too long. */
export interface TakenJob {
  readonly key: string;
  readonly value: unknown;
  /** From 1; more than 1 when it was taken before and not done. */
  readonly attempt: number;
  /** Names this attempt, for the dispenser. What is said about another attempt changes nothing. */
  readonly claim: string;
}

/** Hands out jobs to any number of workers on any number of machines. */
export interface Dispenser {
  /** Its name for people: `postgresql://host/name (shop/production)`. */
  readonly describe: string;
  /** How often a worker must renew what it has taken, in ms. One that is silent for about three times as long has lost it. */
  readonly renewEveryMs: number;
  /** True when workers of other processes see the same jobs. Default false: what is put in is for this process. */
  readonly shared?: boolean | undefined;
  /** Makes sure that it can be used, before anything is begun that needs it. Default: nothing to make sure of. */
  ready?(): Promise<void>;
  /** Puts jobs in, all or none. One whose key waits or is taken is left as it is. */
  put(jobs: readonly DispenserJob[]): Promise<void>;
  /** Takes the next job; undefined when there is none now. */
  take(): Promise<TakenJob | undefined>;
  /** Says that the worker is alive. False: the job is no longer this attempt's, so stop. */
  renew(job: TakenJob): Promise<boolean>;
  /** Ends the job. False: it is no longer this attempt's, and nothing was changed. */
  done(job: TakenJob): Promise<boolean>;
  /** Gives the job back, to be taken again after so many ms. False: it is no longer this attempt's, and nothing was changed. */
  later(job: TakenJob, afterMs: number): Promise<boolean>;
  /** Forgets every job, also those that are taken. */
  drop(): Promise<void>;
  /** Lets go of connections and timers. What was taken and not ended is handed out again in time. */
  close(): Promise<void>;
}
