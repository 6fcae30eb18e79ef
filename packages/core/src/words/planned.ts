/** What `plan` shows of a stage. */

/** One change a stage would make, as `plan` shows it. */
export interface PlannedEffect {
  /** The id that `run` will give the effect. */
  readonly effect: string;
  /** The target that `run` will give it. Without one, the plan allows the effect for every target. */
  readonly target?: string | undefined;
  /** What it would change, in words a person approves. */
  readonly describe: string;
}

/** What a change costs in traffic, as `plan` shows it. */
export interface TrafficCost {
  /** In words: `no request is lost: the proxy switches between proven machines`. */
  readonly says: string;
  /** True when users miss something while the stage runs. The plan then names its usual time. */
  readonly interrupts: boolean;
}
