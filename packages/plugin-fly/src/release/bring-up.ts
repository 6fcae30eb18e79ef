/** Makes machines that served before ready to serve again: managed, started, and proven by the platform. They stay out of traffic. */
import type { StageContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import type { Blue } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { mark, start } from '../changes/machine-changes.ts';
import { fleetMachine } from '../fleet/machine.ts';
import { awaitHealthy } from '../machines/await-healthy.ts';

/** Brings up those that ran; in a group in which all were at rest, one, because a group is never left without. */
export async function bringUp(
  ctx: StageContext,
  act: Act,
  blues: readonly Blue[],
  healthyMs: number,
): Promise<void> {
  const { machines } = machinesApi(ctx);
  for (const { id } of blues) {
    const now = await machines.get(id);
    const kept = now !== null && fleetMachine(now).kind === 'unmanaged';
    // Before the proof, because it clears the reports of the checks.
    if (kept) await act('mark', mark(id, 'let deploys manage it again', { fly_platform_version: 'v2' }));
  }
  const running = runningOf(blues);
  for (const { id } of running) {
    const now = await machines.get(id);
    if (now !== null && now.state !== 'started' && now.state !== 'starting')
      await act(
        'start',
        start(id, () => undefined),
      );
  }
  await awaitHealthy(
    ctx,
    running.map(({ id, group, digest }) => ({ id, group, digest })),
    { limitMs: healthyMs, wake: (id) => start(id, () => undefined).apply(ctx) },
  );
}

function runningOf(blues: readonly Blue[]): readonly Blue[] {
  return [...Map.groupBy(blues, ({ group }) => group).values()].flatMap((members) => {
    const ran = members.filter(({ rests }) => !rests);
    return ran.length > 0 ? ran : members.slice(0, 1);
  });
}
