/** Machines of the tests' app as a deploy leaves them, made by calls of the Machines API: a release, and machines with its metadata. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../../src/fly/index.ts';
import { ask, reach, type Place } from './conformance/ask.ts';

export interface Deployment {
  readonly image: string;
  readonly machines?: number;
  /** Goes over the config of each machine. */
  readonly config?: Readonly<Record<string, unknown>>;
}

const service = {
  protocol: 'tcp',
  internal_port: 8080,
  ports: [
    { port: 80, handlers: ['http'] },
    { port: 443, handlers: ['tls', 'http'] },
  ],
  checks: [{ type: 'http', interval: '10s', timeout: '2s', grace_period: '5s', path: '/api/health' }],
};

/** Makes the machines, and waits until those with checks pass them. */
export async function deploy(place: Place, { image, machines = 1, config }: Deployment): Promise<Machine[]> {
  const { release } = await called<{ release: { id: string; version: number } }>(
    place,
    'POST',
    '/api/v1/releases',
    { app_name: 'demo', image, strategy: 'ROLLING', definition: { app: 'demo' } },
  );
  const body = {
    region: 'iad',
    config: {
      image,
      env: { GREETING: 'hello', FLY_PROCESS_GROUP: 'app' },
      guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 256 },
      metadata: {
        fly_platform_version: 'v2',
        fly_process_group: 'app',
        fly_release_id: release.id,
        fly_release_version: String(release.version),
      },
      services: [service],
      ...config,
    },
  };
  const made = await Promise.all(
    Array.from({ length: machines }, () => called<Machine>(place, 'POST', '/v1/apps/demo/machines', body)),
  );
  const ready = await Promise.all(made.map(({ id }) => untilReady(place, id)));
  await called(place, 'PATCH', `/api/v1/releases/${release.id}`, { status: 'complete' });
  return ready;
}

async function untilReady(place: Place, id: string): Promise<Machine> {
  await reach(place, id, 'started');
  for (let looks = 0; looks < 2_000; looks++) {
    const machine = await called<Machine>(place, 'GET', `/v1/apps/demo/machines/${id}`);
    const { services } = machine.config;
    const wanted = services.flatMap(({ checks }) => checks).length;
    if (machine.checks.length >= wanted && machine.checks.every(({ status }) => status === 'passing'))
      return machine;
    await sleep(20);
  }
  throw new Error(`machine ${id} does not become healthy`);
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects
async function called<T>(place: Place, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(place, method, path, { body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.json<T>();
}
