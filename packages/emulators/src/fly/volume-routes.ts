/** The volume endpoints of an app. */
import type { Route } from './router.ts';
import { volumeAnswer, type NewVolume, type VolumeStore } from './volumes.ts';
import type { World } from './world.ts';

export function volumeRoutes({ world, volumes }: { world: World; volumes: VolumeStore }): Route[] {
  const path = '/v1/apps/:app/volumes';
  return [
    {
      method: 'GET',
      path,
      handle: ({ param }) => volumes.list(world.app(param('app')).name).map(volumeAnswer),
    },
    {
      method: 'POST',
      path,
      handle: ({ param, body }) => volumeAnswer(volumes.create(param('app'), body as unknown as NewVolume)),
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: ({ param }) => volumeAnswer(volumes.get(param('app'), param('id'))),
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      handle: ({ param }) => volumes.destroy(param('app'), param('id')),
    },
  ];
}
