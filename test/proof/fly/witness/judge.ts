/** How the platform must be, whoever worked on it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import * as assert from 'uvu/assert';
import type { Fleet } from './fleet.ts';

const PATIENCE_MS = 60_000;

/** True for a machine that flyctl's deploys manage. */
export function isManaged({ config: { metadata } }: Machine): boolean {
  return metadata['fly_platform_version'] === 'v2';
}

/** What our releases keep to go back to, whole: neither version, state nor metadata may change under the hands of others. */
export function kept(machines: readonly Machine[]): readonly unknown[] {
  return machines
    .filter(({ config: { metadata } }) => metadata['paintbox_role'] === 'way-back')
    .map(({ id, state, instance_id, cordoned, config: { image, metadata } }) => {
      return { id, state, instance_id, cordoned, image, metadata };
    })
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/** One fleet: managed machines of one image that run in traffic, and nothing beside them but what is kept. `groups`: `keeper=1 web=2`. */
export async function oneFleet(fleet: Fleet, groups: string): Promise<readonly Machine[]> {
  const machines = await settled(fleet);
  const managed = machines.filter(isManaged);
  const seen = machines.map(
    ({ id, state, cordoned, image_ref, config: { metadata } }) =>
      `${id} ${metadata['fly_process_group']} ${state}${cordoned ? ' cordoned' : ''} ${metadata['paintbox_role'] ?? ''} ${image_ref.digest.slice(7, 15)}`,
  );
  const why = `\n${seen.join('\n')}`;
  const counts = Map.groupBy(managed, ({ config }) => config.metadata['fly_process_group'] ?? '?');
  const counted = [...counts].map(([group, members]) => `${group}=${members.length}`);
  assert.is(counted.toSorted().join(' '), groups, why);
  assert.is(new Set(managed.map(({ image_ref }) => image_ref.digest)).size, 1, `mixed images: ${why}`);
  for (const { state, cordoned } of managed) assert.equal([state, cordoned], ['started', false], why);
  const zombies = machines.filter(
    (machine) => !isManaged(machine) && !(machine.state === 'stopped' && machine.cordoned),
  );
  assert.is(zombies.length, 0, `zombies: ${why}`);
  return managed;
}

/** Some commands do not wait for the machines they start. */
async function settled(fleet: Fleet): Promise<readonly Machine[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const machines = await fleet.machines();
    const ready = machines.every((machine) => !isManaged(machine) || machine.state === 'started');
    if (ready || Date.now() > deadline) return machines;
    await sleep(100);
  }
}

/** What flyctl lists as the newest release is what serves. */
export async function newestIsLive(fleet: Fleet): Promise<void> {
  const [newest] =
    await fleet.json<readonly { readonly Version: number; readonly Status: string }[]>('releases');
  const versions = (await fleet.machines())
    .filter(isManaged)
    .map(({ config }) => config.metadata['fly_release_version']);
  assert.equal([...new Set(versions)], [String(newest?.Version)]);
  assert.is(newest?.Status, 'complete');
}
