/** The web API below `/api/v1`: what flyctl 0.4.87 writes there about builds and releases, and reads back. Internal to Fly.io; known from flyctl's source. */
import type { ApiParts } from '../api.ts';
import { organization } from '../machines-api/organization.ts';
import { Reply, type Route } from '../router.ts';
import { PlatformError, type ReleaseStatus, type StoredRelease } from '../world.ts';

export function webApiRoutes({ world, apps, reads }: ApiParts): Route[] {
  const build = (): unknown => ({ id: Date.now(), status: 'completed', wallclock_time_ms: 1 });
  return [
    {
      method: 'GET',
      path: '/api/v1/organizations',
      handle: () => ({ organizations: [organizationAnswer()] }),
    },
    {
      method: 'GET',
      path: '/api/v1/organizations/:org',
      handle: () => ({ organization: organizationAnswer() }),
    },
    { method: 'POST', path: '/api/v1/builds', handle: build },
    { method: 'POST', path: '/api/v1/builds/finish', handle: build },
    {
      method: 'GET',
      path: '/api/v1/releases/all_current',
      handle: () =>
        Object.fromEntries(
          Object.values(world.apps).flatMap(({ name, releases }) => {
            const newest = releases.at(-1);
            return newest ? [[name, newest.created_at]] : [];
          }),
        ),
    },
    {
      method: 'GET',
      path: '/api/v1/apps/:app/releases',
      handle: (call) => {
        const newestFirst = reads.app(call.param('app'), call).releases.toReversed();
        const limit = Number(call.query.get('limit') ?? newestFirst.length);
        return { releases: newestFirst.slice(0, limit).map(releaseAnswer) };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/apps/:app/releases/current',
      handle: (call) => {
        const newest = reads.app(call.param('app'), call).releases.at(-1);
        if (!newest) throw new PlatformError(404, 'no current release');
        return releaseAnswer(newest);
      },
    },
    {
      method: 'POST',
      path: '/api/v1/releases',
      needsBody: true,
      handle: ({ body }) => {
        const release = apps.createRelease(String(body['app_name']), {
          image: String(body['image']),
          strategy: String(body['strategy']),
          definition: body['definition'],
        });
        return new Reply(201, { release: releaseAnswer(release) });
      },
    },
    {
      method: 'PATCH',
      path: '/api/v1/releases/:id',
      needsBody: true,
      handle: ({ param, body }) => {
        const owner = Object.values(world.apps).find(({ releases }) =>
          releases.some(({ id }) => id === param('id')),
        );
        if (!owner) throw new PlatformError(404, `release ${param('id')} not found`);
        const status = String(body['status']) as ReleaseStatus; // flyctl's own
        return releaseAnswer(apps.setReleaseStatus(owner.name, param('id'), status));
      },
    },
  ];
}

function organizationAnswer(): Record<string, unknown> {
  const { id, slug, name, type } = organization;
  return { id, internal_numeric_id: 1, slug, raw_slug: slug, name, type, personal: true, billable: true };
}

function releaseAnswer(release: StoredRelease): Record<string, unknown> {
  const { id, version, status, strategy, image_ref, created_at } = release;
  const user = 'deploy-token@tokens.fly.io';
  const progress = { stable: status === 'complete', in_progress: status === 'running' };
  return { id, version, status, strategy, image_ref, created_at, user, ...progress };
}
