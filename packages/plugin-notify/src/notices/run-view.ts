/** The progress of a run, for channels that can edit their message. */
import type { RunEvent } from '@paintbox/deploy-core';
import { createFold } from '@paintbox/deploy-core/run';
import type { RunInfo, StageStatus } from '@paintbox/deploy-core/run';

/** A run and its stages, in order. */
export interface RunView {
  readonly run: RunInfo;
  readonly stages: readonly { readonly name: string; readonly status: StageStatus }[];
}

/** Follows the events of one run. */
export interface RunFollower {
  readonly view: RunView;
  /** True when the event changed the status of a stage. */
  see(event: RunEvent): boolean;
}

/** Follows a run, beginning with its earlier events. */
export function followRun(run: RunInfo, history: readonly RunEvent[]): RunFollower {
  const { state, see } = createFold();
  for (const event of history) see(event);
  return {
    get view() {
      return { run, stages: [...state.stages.values()].map(({ name, status }) => ({ name, status })) };
    },
    see(event) {
      const before = 'stage' in event ? state.stages.get(event.stage)?.status : undefined;
      see(event);
      return 'stage' in event && state.stages.get(event.stage)?.status !== before;
    },
  };
}
