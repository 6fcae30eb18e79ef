/** What the apps of a fleet run, for `fleet drift`. */
import type { FleetPlace, Member } from '@paintbox/deploy-core/fleet';
import { createCaller } from '../api/caller.ts';
import { machinesOf } from '../api/machines.ts';
import { exists, fleetMachine } from '../fleet/machine.ts';
import { listContext } from './list-context.ts';

/**
 * The digests of the machines of an app that get requests. A list may leave out an image; such a machine is read by itself.
 *
 * @example
 * defineFleet('shops', { members, pipeline: deploy, waves, running: runningImages() });
 */
export function runningImages(): (member: Member, place: FleetPlace) => Promise<readonly string[]> {
  return async ({ app }, { env }) => {
    const machines = machinesOf(createCaller(listContext(env)), app);
    const listed = (await machines.list()).filter(exists);
    const whole = await Promise.all(
      listed.map(async (machine) =>
        machine.imageRef !== null && machine.cordoned !== null
          ? machine
          : ((await machines.get(machine.id)) ?? machine),
      ),
    );
    return whole
      .map(fleetMachine)
      .filter(({ kind, cordoned }) => kind === 'managed' && !cordoned)
      .map(({ digest }) => digest ?? 'an image without a digest');
  };
}
