/** flyctl's way to the platform. */

import type { AnsweredMachine } from '../answered-machine.ts';
import type { AppSummary, SecretListing } from '../apps.ts';
import type { ExecAnswer } from '../exec.ts';
import type { ImageRef, Machine, MachineConfig } from '../machine.ts';
import type { CreateMachine } from '../new-machine.ts';
import type { NewVolume, VolumeAnswer } from '../volumes.ts';
import type { StoredRelease, ReleaseStatus } from '../world.ts';
import { ApiError, FlyctlError } from './failure.ts';

/** A lease as the API shows it; `expires_at` in Unix seconds. */
export interface LeaseAnswer {
  readonly status: string;
  readonly data: {
    readonly nonce: string;
    readonly expires_at: number;
    readonly owner: string;
    readonly version: string;
  };
}

export interface BuiltImage {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Who calls: the token, and what the person typed, so that faults can tell calls apart. */
export interface Caller {
  readonly token: string;
  readonly command: string;
  readonly words: readonly string[];
}

type Query = Readonly<Record<string, string>>;

/** The stand-in goes on with the incomplete config of a machine whose host is not ok. */
function wholeMachine({ config, incomplete_config, ...rest }: AnsweredMachine): Machine {
  const known = config ?? incomplete_config;
  if (!known) throw new FlyctlError(`machine ${rest.id} has no config`);
  return { ...rest, config: known };
}

const LIMIT_MS = 300_000;
/** Importing the module would load all it can do, a WebSocket client included, which takes as long as all the rest of a call. */
const { request } = process.getBuiltinModule('node:http');

/** Asks the daemon. Not with `fetch`, which loads the same client. */
function ask(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const call = request(url, { method, headers, signal, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.once('error', reject);
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** Typed calls of the daemon's API. Nonces of leases held by this process are added to machine calls. */
export class ApiClient {
  readonly nonces: Map<string, string> = new Map();
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(base: string, caller: Caller) {
    this.#base = base;
    this.#headers = {
      authorization: `Bearer ${caller.token}`,
      'fly-emulator-command': caller.command,
      'fly-emulator-words': encodeURI(caller.words.filter((word) => word.startsWith('-')).join(' ')),
    };
  }

  async request<T>(
    method: string,
    path: string,
    options: { body?: unknown; query?: Query; nonce?: string | undefined } = {},
  ): Promise<T> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
    const headers: Record<string, string> = { ...this.#headers };
    if (options.nonce) headers['fly-machine-lease-nonce'] = options.nonce;
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const { status, text } = await ask(url, method, headers, body).catch((error: Error) => {
      throw new FlyctlError(`${method} "${url.pathname}": ${error.message}`);
    });
    const answer = JSON.parse(text === '' ? '{}' : text) as { error?: string };
    if (status >= 400) throw new ApiError(status, answer.error ?? `status ${status}`);
    return answer as T; // the daemon's own types
  }

  app(name: string): Promise<AppSummary> {
    return this.request('GET', `/stand-in/apps/${name}`);
  }

  apps(): Promise<AppSummary[]> {
    return this.request('GET', '/stand-in/apps');
  }

  async whoami(): Promise<{ email: string }> {
    return await this.request('GET', '/stand-in/whoami');
  }

  /** Oldest first. */
  releases(app: string): Promise<StoredRelease[]> {
    return this.request('GET', `/stand-in/apps/${app}/releases`);
  }

  createRelease(
    app: string,
    body: { image: string; strategy: string; definition: unknown },
  ): Promise<StoredRelease> {
    return this.request('POST', `/stand-in/apps/${app}/releases`, { body });
  }

  setReleaseStatus(app: string, id: string, status: ReleaseStatus): Promise<StoredRelease> {
    return this.request('PATCH', `/stand-in/apps/${app}/releases/${id}`, { body: { status } });
  }

  async canBlueGreen(app: string): Promise<boolean> {
    return (await this.request<{ can: boolean }>('GET', `/stand-in/apps/${app}/can-bluegreen`)).can;
  }

  secrets(app: string): Promise<SecretListing[]> {
    return this.request('GET', `/stand-in/apps/${app}/secrets`);
  }

  changeSecrets(app: string, body: { set?: Record<string, string>; unset?: string[] }): Promise<unknown> {
    return this.request('POST', `/stand-in/apps/${app}/secrets`, { body });
  }

  build(app: string, body: Record<string, unknown>): Promise<BuiltImage> {
    return this.request('POST', `/stand-in/apps/${app}/builds`, { body });
  }

  image(app: string, ref: string): Promise<ImageRef & { sizeBytes: number }> {
    return this.request('GET', `/stand-in/apps/${app}/image`, { query: { ref } });
  }

  async machines(app: string): Promise<Machine[]> {
    const machines = await this.request<AnsweredMachine[]>('GET', `/v1/apps/${app}/machines`);
    return machines.map(wholeMachine);
  }

  async machine(app: string, id: string): Promise<Machine> {
    return wholeMachine(await this.request<AnsweredMachine>('GET', `/v1/apps/${app}/machines/${id}`));
  }

  createMachine(app: string, body: CreateMachine): Promise<Machine> {
    return this.request('POST', `/v1/apps/${app}/machines`, { body });
  }

  updateMachine(app: string, id: string, config: MachineConfig): Promise<Machine> {
    return this.request('POST', `/v1/apps/${app}/machines/${id}`, {
      body: { config },
      nonce: this.nonces.get(id),
    });
  }

  destroyMachine(app: string, id: string, { force }: { force: boolean }): Promise<unknown> {
    const query = { kill: String(force) };
    return this.request('DELETE', `/v1/apps/${app}/machines/${id}`, { query, nonce: this.nonces.get(id) });
  }

  act(
    app: string,
    id: string,
    action: 'start' | 'stop' | 'cordon' | 'uncordon',
    query: Query = {},
  ): Promise<unknown> {
    return this.request('POST', `/v1/apps/${app}/machines/${id}/${action}`, {
      query,
      nonce: this.nonces.get(id),
    });
  }

  setMetadata(app: string, id: string, key: string, value: string): Promise<unknown> {
    const path = `/v1/apps/${app}/machines/${id}/metadata/${key}`;
    return this.request('POST', path, { body: { value }, nonce: this.nonces.get(id) });
  }

  /** Runs a command inside a started machine. */
  exec(app: string, id: string, command: readonly string[], timeout: number): Promise<ExecAnswer> {
    return this.request('POST', `/v1/apps/${app}/machines/${id}/exec`, { body: { command, timeout } });
  }

  volumes(app: string): Promise<VolumeAnswer[]> {
    return this.request('GET', `/v1/apps/${app}/volumes`);
  }

  createVolume(app: string, body: NewVolume): Promise<VolumeAnswer> {
    return this.request('POST', `/v1/apps/${app}/volumes`, { body });
  }

  destroyVolume(app: string, id: string): Promise<unknown> {
    return this.request('DELETE', `/v1/apps/${app}/volumes/${id}`);
  }

  async logs(app: string, id: string): Promise<string[]> {
    return (await this.request<{ lines: string[] }>('GET', `/v1/apps/${app}/machines/${id}/logs`)).lines;
  }

  lease(app: string, id: string): Promise<LeaseAnswer> {
    return this.request('GET', `/v1/apps/${app}/machines/${id}/lease`);
  }

  acquireLease(app: string, id: string, ttlSeconds: number): Promise<LeaseAnswer> {
    const options = { query: { ttl: String(ttlSeconds) }, nonce: this.nonces.get(id) };
    return this.request('POST', `/v1/apps/${app}/machines/${id}/lease`, options);
  }

  releaseLease(app: string, id: string, { force }: { force: boolean }): Promise<unknown> {
    const options = { query: { force: String(force) }, nonce: this.nonces.get(id) };
    return this.request('DELETE', `/v1/apps/${app}/machines/${id}/lease`, options);
  }
}
