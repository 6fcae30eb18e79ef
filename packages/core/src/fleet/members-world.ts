/** What a coordinator sees of its members, from their own journals. */
import { readState } from '../run-state/read-state.ts';
import type { StateStore } from '../store/state-store.ts';
import type { FleetWorld } from './fleet-run.ts';
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
    async evidenceOf({ app, run }) {
      if (run === null) return { checks: [] };
      const { checks, verdict } = await readState(options.stateOf(app), run);
      return { checks: [...checks.values()], error: verdict?.error };
    },
  };
}
