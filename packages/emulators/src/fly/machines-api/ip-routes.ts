/** Addresses of an app. They are only names here: the edge listens on loopback. */
import type { ApiParts } from '../api.ts';
import { Reply, type Route } from '../router.ts';
import { PlatformError } from '../world.ts';

const kinds: Readonly<Record<string, string>> = {
  v4: '192.0.2.',
  shared_v4: '198.51.100.',
  v6: '2001:db8::',
  private_v6: 'fdaa:0:1::',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function ipRoutes({ world, reads }: Pick<ApiParts, 'world' | 'reads'>): Route[] {
  const path = '/v1/apps/:app/ip_assignments';
  return [
    {
      method: 'GET',
      path,
      handle: (call) => ({ ips: reads.app(call.param('app'), call).ips ?? [] }),
    },
    {
      method: 'POST',
      path,
      needsBody: true,
      handle: ({ param, body }) => {
        const app = world.app(param('app'));
        const type = String(body['type']);
        const start = kinds[type];
        if (start === undefined) throw new PlatformError(400, `invalid_argument: unknown ip type '${type}'`);
        const all = Object.values(world.apps).flatMap(({ ips = [] }) => ips);
        const made = {
          ip: `${start}${all.length + 1}`,
          region: text(body['region']) || 'global',
          service_name: text(body['service_name']),
          shared: type === 'shared_v4',
          created_at: new Date().toISOString(),
        };
        app.ips = [...(app.ips ?? []), made];
        world.save();
        return made;
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:ip`,
      handle: ({ param }) => {
        const app = world.app(param('app'));
        app.ips = (app.ips ?? []).filter(({ ip }) => ip !== param('ip'));
        world.save();
        return new Reply(200);
      },
    },
  ];
}
