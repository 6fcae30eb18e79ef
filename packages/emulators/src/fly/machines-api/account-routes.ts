/** What the API says about the caller's token and about the platform: its organisation and apps, three regions with room. */
import type { Route } from '../router.ts';
import type { World } from '../world.ts';
import { grantOf, tokenOf } from '../tokens.ts';

const regions = [
  { code: 'iad', name: 'Ashburn, Virginia (US)' },
  { code: 'ams', name: 'Amsterdam, Netherlands' },
  { code: 'fra', name: 'Frankfurt, Germany' },
].map((region) => ({
  ...region,
  latitude: 0,
  longitude: 0,
  gateway_available: true,
  requires_paid_plan: false,
  deprecated: false,
  capacity: 100,
  geo_region: '',
}));

export function accountRoutes({ world }: { readonly world: World }): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/tokens/current',
      handle: ({ headers }) => {
        const { organization: slug, apps = [] } = grantOf(world, tokenOf(headers) ?? '');
        return { tokens: [{ token_id: 'emulated-token', org_slug: slug, organization: slug, apps }] };
      },
    },
    {
      method: 'GET',
      path: '/v1/platform/regions',
      handle: () => ({ nearest: 'iad', regions }),
    },
    {
      method: 'POST',
      path: '/v1/platform/placements',
      needsBody: true,
      handle: ({ body }) => {
        const count = Number(body['count'] ?? 0);
        const wanted = (typeof body['region'] === 'string' ? body['region'] : 'any').split(',');
        const known = regions.map(({ code }) => code);
        const region = known.find((code) => wanted.includes(code)) ?? 'iad';
        return { regions: [{ region, count, concurrency: count }] };
      },
    },
  ];
}
