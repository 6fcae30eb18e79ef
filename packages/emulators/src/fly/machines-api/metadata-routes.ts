/** A machine's metadata. Writes make no new version, restart nothing, and ask for no lease. */
import type { Platform } from '../platform.ts';
import { Reply, type Route } from '../router.ts';
import { PlatformError } from '../world.ts';

export function metadataRoutes(platform: Platform): Route[] {
  const path = '/v1/apps/:app/machines/:id/metadata';
  const no = new Reply(204);
  return [
    {
      method: 'GET',
      path,
      handle: ({ param }) => platform.record(param('app'), param('id')).machine.config.metadata,
    },
    {
      method: 'POST',
      path: `${path}/:key`,
      needsBody: true,
      handle: ({ param, body }) => {
        platform.actions.setMetadata(param('app'), param('id'), { [param('key')]: String(body['value']) });
        return no;
      },
    },
    {
      method: 'PATCH',
      path,
      needsBody: true,
      handle: ({ param, body }) => {
        const { metadata = {}, machine_version: version } = body as {
          metadata?: Record<string, string | null>;
          machine_version?: string;
        };
        const { machine } = platform.record(param('app'), param('id'));
        if (version !== undefined && version !== machine.version) {
          throw new PlatformError(412, `failed_precondition: machine is at version ${machine.version}`);
        }
        platform.actions.setMetadata(param('app'), machine.id, metadata);
        return no;
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:key`,
      handle: ({ param }) => {
        platform.actions.setMetadata(param('app'), param('id'), { [param('key')]: null });
        return no;
      },
    },
  ];
}
