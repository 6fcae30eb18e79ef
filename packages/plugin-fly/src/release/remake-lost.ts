/** Makes machines again that are gone, from the config they had: somebody removed them, or their host died. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Blue } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { createMachine } from '../changes/create-machine.ts';
import { textsIn, tableAt } from '../config/live-config.ts';
import { undoUnproven } from '../release-errors.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { machineName } from '../machines/machine-name.ts';
import { MADE_AGAIN, greenMetadata } from '../machines/release-metadata.ts';

/**
 * The machines that take their places, out of traffic.
 *
 * @throws DeployError `FLY_UNDO_UNPROVEN` for one whose config nobody knows
 */
export async function remakeLost(
  ctx: StageContext,
  act: Act,
  blues: readonly Blue[],
  there: readonly FleetMachine[],
): Promise<readonly Blue[]> {
  const lost = blues.filter(({ id }) => !there.some((machine) => machine.id === id && machine.hostOk));
  const release = `${ctx.run.id}-undo`;
  const made: Blue[] = [];
  for (const [index, blue] of lost.entries()) {
    const { config } = blue;
    if (config === null)
      throw undoUnproven(`machine ${blue.id}`, ['it is gone, and nobody knows its config'], undefined);
    ctx.log.warn(`machine ${blue.id} (${blue.group}) is gone: it is made again from the config it had`);
    const metadata = greenMetadata(textsIn(tableAt(config, 'metadata')), blue.group, {
      release: blue.buildId ?? release,
      run: ctx.run.id,
      generation: Number(tableAt(config, 'metadata')['fly_release_version'] ?? 0) || 0,
      row: null,
    });
    const name = machineName({ app: ctx.run.app, group: blue.group, release, index });
    const { id, instanceId } = await act(
      'create',
      createMachine({
        name,
        describe: `make machine ${name} again in place of ${blue.id}, without traffic`,
        mark: { run: ctx.run.id, release: blue.buildId ?? release },
        input: {
          config: { ...config, image: blue.imageRef, metadata: { ...metadata, ...MADE_AGAIN } },
          ...(blue.region === '' ? {} : { region: blue.region }),
          skip_service_registration: true,
        },
      }),
    );
    made.push({ ...blue, id, name, instanceId, rests: false });
  }
  return made;
}
