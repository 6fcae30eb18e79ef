/** What only the stand-in flyctl asks for: apps, releases, secrets, builds and images in shapes of its own. */
import type { ApiParts } from '../api.ts';
import { buildImage, type BuildRequest } from '../builder.ts';
import type { Route } from '../router.ts';
import type { ReleaseStatus } from '../world.ts';

/** Routes below `/stand-in`. */
export function standInRoutes({ world, apps, images, reads }: ApiParts): Route[] {
  return [
    { method: 'GET', path: '/stand-in/whoami', handle: () => ({ email: 'deploy-token@tokens.fly.io' }) },
    {
      method: 'GET',
      path: '/stand-in/apps',
      handle: () => Object.keys(world.apps).map((name) => apps.summary(name)),
    },
    {
      method: 'GET',
      path: '/stand-in/apps/:app',
      handle: (call) => apps.summary(reads.app(call.param('app'), call).name),
    },
    {
      method: 'GET',
      path: '/stand-in/apps/:app/releases',
      handle: (call) => reads.app(call.param('app'), call).releases,
    },
    {
      method: 'GET',
      path: '/stand-in/apps/:app/can-bluegreen',
      handle: ({ param }) => ({ can: apps.summary(param('app')).name !== '' }),
    },
    {
      method: 'POST',
      path: '/stand-in/apps/:app/releases',
      handle: ({ param, body }) =>
        apps.createRelease(param('app'), {
          image: String(body['image']),
          strategy: String(body['strategy']),
          definition: body['definition'],
        }),
    },
    {
      method: 'PATCH',
      path: '/stand-in/apps/:app/releases/:id',
      handle: ({ param, body }) =>
        apps.setReleaseStatus(param('app'), param('id'), String(body['status']) as ReleaseStatus), // flyctl's own
    },
    {
      method: 'GET',
      path: '/stand-in/apps/:app/secrets',
      handle: ({ param }) => apps.listSecrets(param('app')),
    },
    {
      method: 'POST',
      path: '/stand-in/apps/:app/secrets',
      handle: ({ param, body }) => {
        const { set = {}, unset = [] } = body as { set?: Record<string, string>; unset?: string[] };
        apps.changeSecrets(param('app'), set, unset);
      },
    },
    {
      method: 'POST',
      path: '/stand-in/apps/:app/builds',
      handle: async ({ param, body }) => {
        const app = world.app(param('app'));
        const image = await buildImage(body as unknown as BuildRequest, images);
        const tag = body['tag'];
        if (typeof tag === 'string') images.publish(app.name, image.digest, tag);
        return { digest: image.digest, sizeBytes: image.sizeBytes, labels: image.labels };
      },
    },
    {
      method: 'GET',
      path: '/stand-in/apps/:app/image',
      handle: ({ param, query }) => {
        const { image, ref } = images.resolve(query.get('ref') ?? '', param('app'));
        return { ...ref, sizeBytes: image.sizeBytes };
      },
    },
  ];
}
