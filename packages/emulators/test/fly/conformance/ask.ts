/** Plain calls of the platform's HTTP interface, for rows about it. */
import type { FlyEmulator } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';

/** Where the platform is. */
export interface Place {
  readonly emulator: Pick<FlyEmulator, 'apiUrl'>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row says what it expects
  readonly json: <T>() => T;
}

interface AskOptions {
  readonly body?: unknown;
  /** Sent as it is, in place of JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

/** One call with a token; `path` is below the platform's address. */
export async function ask(
  { emulator }: Place,
  method: string,
  path: string,
  { body, raw, headers = {} }: AskOptions = {},
): Promise<Asked> {
  const answer = await fetch(new URL(path, emulator.apiUrl), {
    method,
    headers: { authorization: 'Bearer token', ...headers },
    ...(raw === undefined && body === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
  });
  const text = await answer.text();
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row says what it expects
  const json = <T>(): T => JSON.parse(text) as T;
  return { status: answer.status, headers: answer.headers, text, json };
}

/** A call below the app `demo`. */
export function askApp(world: Place, method: string, path: string, options?: AskOptions): Promise<Asked> {
  return ask(world, method, `/v1/apps/demo${path}`, options);
}

/** Makes a machine like the deployed one; `extra` goes beside the config, `config` over it. */
export async function make(
  world: TestWorld,
  extra: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
): Promise<Asked & { readonly id: string }> {
  const [model] = world.emulator.machines('demo');
  const { image = '', services = [] } = model?.config ?? {};
  const metadata = { fly_process_group: 'extra' };
  const sent = { image, services, metadata, ...config };
  const made = await askApp(world, 'POST', '/machines', { body: { config: sent, region: 'ams', ...extra } });
  return { ...made, id: made.status === 200 ? made.json<{ id: string }>().id : '' };
}

/** Waits for a state by the platform's own call. */
export async function reach(world: Place, id: string, state: string): Promise<Asked> {
  return await askApp(world, 'GET', `/machines/${id}/wait?state=${state}&timeout=30`);
}

/** Takes a machine away, whatever holds it. */
export async function drop(world: TestWorld, id: string): Promise<void> {
  await askApp(world, 'DELETE', `/machines/${id}/lease?force=true`);
  await askApp(world, 'DELETE', `/machines/${id}?force=true`);
}

/** The id of a machine of `demo`. */
export function firstOf({ emulator }: TestWorld): string {
  return emulator.machines('demo')[0]?.id ?? '';
}
