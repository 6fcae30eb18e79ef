/**
 * The emulated platform, with a listener in front that keeps what flyctl asks for. What runs on it is an image whose command ends well whatever
 * it is told to do, so that a recording says what flyctl makes of a file, and not what becomes of the app.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import { listen } from './listener.ts';
import type { Asked, Config } from './listener.ts';

/** The app that files are deployed to. */
export const APP = 'corpus';

const REGION = 'iad';

/** The platform. */
export interface RecordingPlatform extends AsyncDisposable {
  /** Where flyctl is sent. */
  readonly url: string;
  readonly image: string;
  /** The folder of the platform; flyctl may have it as its home. */
  readonly dir: string;
  /** Empties the app; with the config of a machine, it has that machine and its volumes. Returns what the config calls each volume, by its id. */
  prepare(live?: Config): Promise<ReadonlyMap<unknown, unknown>>;
  /** The machines asked for since then. */
  asked(): readonly Asked[];
}

/** Starts one. */
export async function openPlatform(): Promise<RecordingPlatform> {
  const dir = await mkdtemp(join(tmpdir(), 'record-flyctl-'));
  const emulator = await startFlyEmulator({ dir: join(dir, 'state'), timeScale: 0.01 });
  const listener = await listen(emulator.apiUrl);
  await emulator.createApp({ name: APP });
  const image = await push(dir, emulator.flyctlPath);
  const call = async (method: string, path: string, body?: unknown): Promise<Config> => {
    const answer = await fetch(`${emulator.apiUrl}${path}`, {
      method,
      headers: { authorization: 'Bearer recorded', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Config;
  };
  return {
    url: listener.url,
    image,
    dir,
    async prepare(live) {
      await call('DELETE', `/v1/apps/${APP}`);
      await emulator.createApp({ name: APP });
      const names = new Map<unknown, unknown>();
      if (live !== undefined) {
        const mounts: Config[] = [];
        for (const mount of (live['mounts'] ?? []) as readonly Config[]) {
          const { id } = await call('POST', `/v1/apps/${APP}/volumes`, {
            name: mount['name'] ?? 'data',
            region: REGION,
            size_gb: mount['size_gb'],
          });
          names.set(id, mount['volume']);
          mounts.push({ ...mount, volume: id });
        }
        const config = { ...live, image, ...(mounts.length > 0 ? { mounts } : {}) };
        await call('POST', `/v1/apps/${APP}/machines`, { config, region: REGION, skip_launch: true });
      }
      listener.forget();
      return names;
    },
    asked: () => listener.asked,
    async [Symbol.asyncDispose]() {
      await listener.close();
      await emulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Builds the image and pushes it. */
async function push(dir: string, flyctl: string): Promise<string> {
  const source = join(dir, 'source');
  await mkdir(source);
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ name: APP, scripts: { build: 'mkdir -p dist && cp package.json dist/' } }),
  );
  await writeFile(join(source, 'Dockerfile'), 'FROM node:24-slim\nCOPY dist .\nENTRYPOINT ["/bin/true"]\n');
  await writeFile(join(source, 'fly.toml'), `app = '${APP}'\n`);
  const words = [
    'deploy',
    source,
    '-c',
    join(source, 'fly.toml'),
    '--app',
    APP,
    '--build-only',
    '--push',
    '--image-label',
    'recorded',
  ];
  await promisify(execFile)(flyctl, words, { env: { PATH: process.env['PATH'], FLY_API_TOKEN: 'recorded' } });
  return `registry.fly.io/${APP}:recorded`;
}
