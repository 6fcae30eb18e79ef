/** The platform's builder, as the stand-in for flyctl asks it: builds, and pushes where a tag is given. The protocol of Fly.io's builders is another one. */
import type { ApiParts } from './api.ts';
import { buildImage, type BuildRequest, type BuiltImage } from './builder.ts';
import type { Route } from './router.ts';

export function builderRoutes({ world, images }: Pick<ApiParts, 'world' | 'images'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/builder/apps/:app/builds',
      handle: async ({ param, body }): Promise<BuiltImage> => {
        const app = world.app(param('app'));
        const image = await buildImage(body as unknown as BuildRequest, images); // the stand-in's own
        const tag = body['tag'];
        if (typeof tag === 'string') images.publish(app.name, image.digest, tag);
        return { digest: image.digest, sizeBytes: image.sizeBytes };
      },
    },
  ];
}
