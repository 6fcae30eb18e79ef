/** An app's secrets: names and digests, never values. Each change has a number. */
import type { ApiParts } from '../api.ts';
import type { Route } from '../router.ts';
import { PlatformError, secretDigest, type AppRecord } from '../world.ts';

export function secretRoutes({ world, apps, reads }: ApiParts): Route[] {
  const path = '/v1/apps/:app/secrets';
  const change = (name: string, values: Readonly<Record<string, string | null>>): AppRecord => {
    const entries = Object.entries(values);
    const set = entries.filter((entry): entry is [string, string] => entry[1] !== null);
    const unset = entries.filter(([, value]) => value === null).map(([key]) => key);
    apps.changeSecrets(name, Object.fromEntries(set), unset);
    return world.app(name);
  };
  return [
    {
      method: 'GET',
      path,
      handle: (call) => ({ secrets: secretsOf(reads.app(call.param('app'), call)) }),
    },
    {
      method: 'POST',
      path,
      needsBody: true,
      handle: ({ param, body }) => {
        const app = change(param('app'), body['values'] as Record<string, string | null>);
        return { secrets: secretsOf(app), version: app.secretsVersion ?? 0 };
      },
    },
    {
      method: 'GET',
      path: `${path}/:key`,
      handle: ({ param }) => {
        const found = secretsOf(world.app(param('app'))).find(({ name }) => name === param('key'));
        if (!found) throw new PlatformError(404, `secret not found: ${param('key')}`);
        return found;
      },
    },
    {
      method: 'POST',
      path: `${path}/:key`,
      needsBody: true,
      handle: ({ param, body }) => {
        const app = change(param('app'), { [param('key')]: String(body['value']) });
        const made = secretsOf(app).find(({ name }) => name === param('key'));
        return { ...made, version: app.secretsVersion ?? 0 };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:key`,
      handle: ({ param }) => ({
        version: change(param('app'), { [param('key')]: null }).secretsVersion ?? 0,
      }),
    },
  ];
}

function secretsOf(
  app: AppRecord,
): { name: string; digest: string; created_at: string; updated_at: string }[] {
  return Object.keys(app.secrets)
    .toSorted()
    .map((name) => {
      const at = app.secretTimes?.[name] ?? app.createdAt;
      return { name, digest: secretDigest(app, name), created_at: at, updated_at: at };
    });
}
