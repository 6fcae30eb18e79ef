/** What a coordinator sees of its members, from their own journals. */
import { readRecord } from '../../engine/resume-run.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { FleetWorld } from '../lead/fleet-world.ts';
import { handOutEnd } from './run-hand-out.ts';

/**
 * Reads members where their state is kept.
 *
 * @example
 * const world = membersWorld({
 *   stateOf: (app) => fileStore(`.paintbox/${app}/production`),
 *   build: async () => ({ image: 'registry.example/shop@sha256:1', run: 'given' }),
 * });
 */
export function membersWorld(
  options: Pick<FleetWorld, 'build'> & {
    /** The state of a member in the fleet's environment. */
    stateOf(app: string): StateStore;
  },
): FleetWorld {
  return {
    build: () => options.build(),
    endOf: (handed) => handOutEnd(options.stateOf(handed.app), handed),
    async recordOf({ app, run }) {
      const record = run === null ? undefined : await readRecord(options.stateOf(app), run);
      return record?.status === 'running' ? undefined : record;
    },
  };
}
