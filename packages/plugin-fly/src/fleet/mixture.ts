/** Machines that a deploy cannot go on from: of several images, or that nobody can account for. */
import type { DeployError } from '@paintbox/deploy-core';
import type { FleetBefore } from '../artifacts.ts';
import { fleetMixed } from '../release-errors.ts';
import type { RunFates } from './fates.ts';
import type { Reading } from './whose.ts';

/** Each with the ids and the command that helps. */
export function mixture(
  before: FleetBefore,
  readings: readonly Reading[],
  fates: RunFates,
): readonly DeployError[] {
  const strange = readings.filter(
    ({ machine, whose }) =>
      whose === 'unaccounted' || (whose === 'green' && !fates.has(machine.mark?.run ?? '')),
  );
  return [
    ...(before.digests.length > 1
      ? [
          fleetMixed(
            `the machines that serve run ${before.digests.length} images: ${before.digests.join(', ')}`,
            'an update stopped half-way: `paintbox-deploy rollback` makes them one again',
          ),
        ]
      : []),
    ...(strange.length > 0
      ? [
          fleetMixed(
            `besides release v${before.liveVersion ?? '?'} there are machines that nothing explains: ${strange.map(line).join('; ')}`,
            `if a run died: \`paintbox-deploy resume\`; else \`paintbox-deploy rollback\`, or, when they are not to be there: flyctl machine destroy --force ${strange.map(({ machine }) => machine.id).join(' ')} --app ${before.app}`,
          ),
        ]
      : []),
  ];
}

function line({ machine, whose }: Reading): string {
  const { id, group, releaseVersion, state, mark } = machine;
  const made =
    whose === 'green'
      ? `made by run ${mark?.run}, which this state does not know`
      : 'out of traffic, and nothing says why';
  return `machine ${id} (${group}, release v${releaseVersion ?? '?'}, ${state}): ${made}`;
}
