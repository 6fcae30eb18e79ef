/** Apps in the shapes of the Machines API. */
import type { ApiParts } from '../api.ts';
import { numericId } from '../ids.ts';
import { Reply, type Route } from '../router.ts';
import { PlatformError } from '../world.ts';
import { grantOf, mayUse, organizationOf, tokenOf } from '../tokens.ts';
import { organization } from './organization.ts';

export function appRoutes(parts: ApiParts): Route[] {
  const { world, apps } = parts;
  return [
    {
      method: 'GET',
      path: '/v1/apps',
      handle: ({ headers, query }) => {
        const grant = grantOf(world, tokenOf(headers) ?? '');
        const org = query.get('org_slug');
        const names = Object.keys(world.apps).filter(
          (name) => mayUse(grant, world, name) && (org === null || organizationOf(world, name) === org),
        );
        return { total_apps: names.length, apps: names.map((name) => appAnswer(parts, name)) };
      },
    },
    {
      method: 'GET',
      path: '/v1/apps/:app',
      handle: (call) => appAnswer(parts, parts.reads.app(call.param('app'), call).name),
    },
    {
      method: 'POST',
      path: '/v1/apps',
      needsBody: true,
      handle: async ({ body, headers }) => {
        const name = body['name'] ?? body['app_name']; // the docs show the second, the reference the first
        if (typeof name !== 'string') throw new PlatformError(422, "Validation failed: Name can't be blank");
        const { organization: owner } = grantOf(world, tokenOf(headers) ?? '');
        await apps.create({ name, organization: owner });
        const { id, createdAt } = world.app(name);
        return new Reply(201, { id, created_at: createdAt });
      },
    },
    {
      method: 'DELETE',
      path: '/v1/apps/:app',
      handle: async ({ param }) => {
        await apps.remove(param('app'));
        return new Reply(202);
      },
    },
  ];
}

function appAnswer({ world, apps, platform, volumes }: ApiParts, name: string): Record<string, unknown> {
  const { id } = world.app(name);
  const { status, hostname } = apps.summary(name);
  const slug = organizationOf(world, name) ?? '';
  const orgName = slug === organization.slug ? organization.name : slug;
  return {
    id,
    name,
    internal_numeric_id: numericId(id),
    network: 'default',
    status,
    organization: { name: orgName, slug, internal_numeric_id: 1 },
    machine_count: platform.list(name).length,
    volume_count: volumes.list(name).length,
    cname_target: `${id}.${hostname}`,
    app_role: '',
  };
}
