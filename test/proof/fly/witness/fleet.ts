/** A fleet that was made by plain calls of the Machines API, for the real flyctl to look at and to work on. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorld } from '../../../../packages/emulators/test/fly/world.ts';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import { flyctlOf, type Flyctl } from './flyctl.ts';

export const APP = 'witnessed';

export interface Fleet extends AsyncDisposable {
  readonly flyctl: Flyctl;
  /** Two images of the registry. */
  readonly images: readonly [string, string];
  /** The app's machines as the platform has them. */
  machines(): Machine[];
  /** One call of the platform. */
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

const flyToml = `app = "${APP}"
primary_region = "iad"
[env]
  GREETING = "hello"
[http_service]
  internal_port = 8080
  [[http_service.checks]]
    interval = "5s"
    timeout = "2s"
    grace_period = "1s"
    path = "/api/health"
[[vm]]
  size = "shared-cpu-1x"
`;

/** Starts the platform, builds two images with the stand-in, and makes two machines and the release they are of. */
export async function openFleet(program: string): Promise<Fleet> {
  const world = await openWorld();
  const build = async (name: string): Promise<string> => {
    await world.writeApp(name);
    return await world.build();
  };
  const images = [await build('one'), await build('two')] as const;
  const call: Fleet['call'] = async (method, path, body) => {
    const answer = await fetch(new URL(path, world.emulator.apiUrl), {
      method,
      headers: { authorization: 'Bearer token' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const dir = join(world.dir, APP);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'fly.toml'), flyToml);
  await call('POST', '/v1/apps', { name: APP, org_slug: 'personal' });
  await call('POST', `/v1/apps/${APP}/secrets`, { values: { API_KEY: 'k' } });
  const release = { app_name: APP, image: images[0], strategy: 'BLUEGREEN', definition: { app: APP } };
  const { release: made } = (await call('POST', '/api/v1/releases', release)) as { release: { id: string } };
  for (const name of ['first', 'second']) await call('POST', `/v1/apps/${APP}/machines`, machine(name));
  await call('PATCH', `/api/v1/releases/${made.id}`, { status: 'complete' });
  for (const { id } of world.emulator.machines(APP)) {
    await call('GET', `/v1/apps/${APP}/machines/${id}/wait?state=started&timeout=30`);
  }
  const flyctl = flyctlOf(program, world.emulator.apiUrl, dir);
  return {
    flyctl,
    images,
    machines: () => world.emulator.machines(APP),
    call,
    [Symbol.asyncDispose]: async () => {
      await flyctl(['agent', 'stop']); // some commands start one in the background
      await world[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };

  function machine(name: string): unknown {
    const check = { type: 'http', interval: '5s', timeout: '2s', grace_period: '1s', path: '/api/health' };
    const ports = [{ port: 443, handlers: ['tls', 'http'] }];
    const service = { protocol: 'tcp', internal_port: 8080, ports, checks: [check] };
    const metadata = {
      fly_platform_version: 'v2',
      fly_process_group: 'app',
      fly_release_id: made.id,
      fly_release_version: '1',
    };
    const guest = { cpu_kind: 'shared', cpus: 1, memory_mb: 256 };
    const env = { GREETING: 'hello', FLY_PROCESS_GROUP: 'app', PRIMARY_REGION: 'iad' };
    return { name, region: 'iad', config: { image: images[0], env, guest, metadata, services: [service] } };
  }
}
