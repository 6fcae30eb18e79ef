/** How far a run is, for channels that can change what they have shown. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { RunInfo } from '@paintbox/deploy-core/run';

/** How a stage stands. */
export type StageState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'undone';

/** A run and its stages, in order. */
export interface RunView {
  readonly run: RunInfo;
  readonly stages: readonly { readonly name: string; readonly state: StageState }[];
}

const STATES: Readonly<Partial<Record<RunEvent['type'], StageState>>> = {
  'stage.started': 'running',
  'stage.succeeded': 'succeeded',
  'stage.failed': 'failed',
  'stage.skipped': 'skipped',
  'stage.cancelled': 'cancelled',
  'undo.succeeded': 'undone',
  'undo.failed': 'failed',
};

/** Follows the events of one run. */
export class RunFollower {
  readonly #run: RunInfo;
  readonly #stages = new Map<string, StageState>();

  constructor(run: RunInfo, history: readonly RunEvent[]) {
    this.#run = run;
    for (const event of history) this.see(event);
  }

  /** True when the event changed how a stage stands. */
  see(event: RunEvent): boolean {
    if (event.type === 'run.started') {
      for (const name of event.stages) this.#stages.set(name, 'waiting');
      return false;
    }
    const state = STATES[event.type];
    if (state === undefined || !('stage' in event) || this.#stages.get(event.stage) === state) return false;
    this.#stages.set(event.stage, state);
    return true;
  }

  get view(): RunView {
    return { run: this.#run, stages: [...this.#stages].map(([name, state]) => ({ name, state })) };
  }
}
