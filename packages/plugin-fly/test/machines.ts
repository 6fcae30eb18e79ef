/** Machines as a deploy by flyctl 0.4.87 leaves them, made by the same calls: a row, then a machine with its metadata. */
import type { Machine } from '@paintbox/deploy-emulators/fly';

/** What a deploy by flyctl makes. */
export interface ByFlyctl {
  readonly api: string;
  readonly image: string;
  readonly buildId?: string | undefined;
  readonly groups?: Readonly<Record<string, number>> | undefined;
  /** Added to the config of each machine, by group. */
  readonly config?: (group: string) => Readonly<Record<string, unknown>>;
  /** Added to the request. */
  readonly request?: Readonly<Record<string, unknown>> | undefined;
}

const service = {
  protocol: 'tcp',
  internal_port: 8080,
  ports: [{ port: 443, handlers: ['http', 'tls'] }],
  checks: [{ type: 'http', interval: '10s', timeout: '2s', grace_period: '5s', path: '/api/health' }],
};

/** Makes the machines, and waits until they are healthy. */
export async function deployedByFlyctl({
  api,
  image,
  buildId,
  groups = { app: 1 },
  config = () => ({}),
  request = {},
}: ByFlyctl): Promise<readonly Machine[]> {
  const { release } = (await call(api, 'POST', '/api/v1/releases', {
    app_name: 'demo',
    image,
    definition: { app: 'demo' },
    strategy: 'ROLLING',
  })) as { release: { id: string; version: number } };
  const made: Machine[] = [];
  for (const [group, count] of Object.entries(groups)) {
    for (let index = 0; index < count; index += 1) {
      const wanted = {
        config: {
          image,
          env: {
            FLY_PROCESS_GROUP: group,
            GREETING: 'hello',
            ...(buildId && { PAINTBOX_BUILD_ID: buildId }),
          },
          metadata: {
            fly_platform_version: 'v2',
            fly_process_group: group,
            fly_release_id: release.id,
            fly_release_version: String(release.version),
          },
          services: [service],
          ...config(group),
        },
        region: 'iad',
        ...request,
      };
      made.push((await call(api, 'POST', '/v1/apps/demo/machines', wanted)) as Machine);
    }
  }
  await call(api, 'PATCH', `/api/v1/releases/${release.id}`, { status: 'complete', metadata: null });
  for (const { id } of made) await settled(api, id);
  return Promise.all(
    made.map(async ({ id }) => (await call(api, 'GET', `/v1/apps/demo/machines/${id}`)) as Machine),
  );
}

async function settled(api: string, id: string): Promise<void> {
  for (let looks = 0; looks < 200; looks += 1) {
    const { state, checks, config } = (await call(api, 'GET', `/v1/apps/demo/machines/${id}`)) as Machine;
    const wanted = config.services.flatMap(({ checks: list }) => list).length;
    const healthy = checks.length >= wanted && checks.every(({ status }) => status === 'passing');
    if (state === 'stopped' || (state === 'started' && healthy)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`machine ${id} does not become healthy`);
}

/** One call of the platform. */
export async function call(api: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { authorization: 'Bearer a-token-for-tests', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
