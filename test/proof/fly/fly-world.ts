/** A world whose deploys run in this process: the pipelines of the config file, the real engine and plugins, waits shortened, and an emulated platform. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileStore, resumeRun, runPipeline } from '@paintbox/deploy-core/run';
import type { Clock, Pipeline, RunEvent, StateStore } from '@paintbox/deploy-core';
import type { RunOptions, RunRecord } from '@paintbox/deploy-core/run';
import { ensureWorld, faultEnvironment, stopWorld, worldEnvironment } from '@paintbox/deploy-local-world';
import type { FaultName, WorldAddress } from '@paintbox/deploy-local-world';
import type { Fault, Machine, Mishap } from '@paintbox/deploy-emulators/fly';
import deployConfig from '../../../paintbox.deploy.config.ts';
import { ask } from '../../e2e/rig.ts';
import type { Answer } from '../../e2e/rig.ts';

/** How a deploy is run. */
export interface DeployOptions {
  /** Image to release; built from the example app when absent. */
  readonly image?: string;
  /** Defect that the emulated builder puts into the image. */
  readonly fault?: FaultName;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

/** How it ended. */
export interface Ran {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
}

/** Runs pipelines of the config file. */
export interface Conductor {
  readonly store: StateStore;
  run(pipeline: string, options?: DeployOptions): Promise<Ran>;
  deploy(options?: DeployOptions): Promise<Ran>;
  resume(runId: string): Promise<Ran>;
}

/** A running world. */
export interface FlyWorld extends Conductor, AsyncDisposable {
  readonly dir: string;
  readonly address: WorldAddress;
  readonly ca: string;
  /** Two images of the same app with different digests, to be deployed in turn. */
  readonly images: readonly [string, string];
  flyctl(...words: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
  machines(): Promise<readonly Machine[]>;
  addFault(fault: Fault): Promise<void>;
  addMishap(mishap: Mishap): Promise<void>;
  /** Takes back the faults and mishaps that have not struck. */
  clearFaults(): Promise<void>;
  ask(path: string): Promise<Answer>;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Waits of ours are a tenth; the platform's are a fiftieth. */
const HASTE = 10;
const TIME_SCALE = 0.02;
const hasty: Clock = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  sleep: (ms, signal) => sleep(ms / HASTE, undefined, signal === undefined ? {} : { signal }),
};

/** Where a world is, for a process that did not open it. */
export interface FlyPlace {
  readonly dir: string;
  readonly address: WorldAddress;
}

/** What a process of this computer needs to know to use the world. */
export function placeEnvironment({ address }: FlyPlace): Record<string, string | undefined> {
  return { ...process.env, ...worldEnvironment(address), CI: undefined, GITHUB_ACTIONS: undefined };
}

/** Conducts runs in a world, as the command line would, with waits shortened. */
export async function conductorOf(place: FlyPlace): Promise<Conductor> {
  const { dir, address } = place;
  process.chdir(root); // the config file names files beside it
  const ca = await readFile(address.caFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), ca]); // no wait between: another world may be opening
  const store = fileStore(join(dir, 'state'));
  const conduct = async (
    work: (options: RunOptions) => Promise<RunRecord>,
    pipeline: Pipeline,
    options: DeployOptions = {},
  ): Promise<Ran> => {
    const events: RunEvent[] = [];
    const handle = (event: RunEvent): void => {
      events.push(event);
      options.onEvent?.(event);
    };
    const fault = options.fault === undefined ? {} : faultEnvironment(options.fault);
    const record = await work({
      pipeline,
      pipelines: deployConfig.pipelines,
      environment: { name: 'local', app: address.app, url: address.appUrl },
      store,
      clock: hasty,
      params: options.image === undefined ? {} : { image: options.image },
      env: { ...placeEnvironment(place), ...options.env, ...fault },
      listeners: [{ name: 'proof', handle }],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    });
    return { record, events };
  };
  return {
    store,
    run: (name, options) => conduct(runPipeline, pipelineOf(name), options),
    deploy: (options) => conduct(runPipeline, pipelineOf('deploy'), options),
    resume: (runId) =>
      conduct((options) => resumeRun({ ...options, runId, goal: 'finish' }), pipelineOf('deploy')),
  };
}

function pipelineOf(name: string): Pipeline {
  const found = deployConfig.pipelines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the config has no pipeline '${name}'`);
  return found;
}

/** Starts a world with `machines` machines live on the first image. */
export async function openFlyWorld({ machines = 1 }: { readonly machines?: number } = {}): Promise<FlyWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-proof-fly-'));
  const address = await ensureWorld(join(dir, 'world'), { timeScale: TIME_SCALE });
  const conductor = await conductorOf({ dir, address });
  const ca = await readFile(address.caFile, 'utf8');
  const env = placeEnvironment({ dir, address });
  const flyctl: FlyWorld['flyctl'] = (...words) =>
    promisify(execFile)(address.flyctlPath, [...words], { env, cwd: root, timeout: 120_000 });
  const asked = async <T>(...words: readonly string[]): Promise<T> =>
    JSON.parse((await flyctl(...words, '--json')).stdout || 'null') as T;
  const control = `${address.flyApiUrl}/_emulator`;
  const add = async (path: string, what: object): Promise<void> => {
    const answer = await fetch(`${control}/${path}`, { method: 'POST', body: JSON.stringify(what) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const world: Omit<FlyWorld, 'images'> = {
    ...conductor,
    dir,
    address,
    ca,
    flyctl,
    machines: async () => (await asked<Machine[] | null>('machine', 'list')) ?? [],
    addFault: (fault) => add('faults', fault),
    addMishap: (mishap) => add('mishaps', mishap),
    async clearFaults() {
      for (const path of ['faults', 'mishaps']) await fetch(`${control}/${path}`, { method: 'DELETE' });
    },
    ask: (path) => ask(`${address.appUrl}${path}`, ca),
    async [Symbol.asyncDispose]() {
      await stopWorld(join(dir, 'world'));
      await rm(dir, { recursive: true, force: true });
    },
  };
  try {
    const images = [await pushed(flyctl, 'one'), await pushed(flyctl, 'two')] as const;
    const first = await world.deploy({ image: images[0] });
    if (first.record.exitCode !== 0)
      throw new Error(`the first deploy failed: ${first.record.error?.message}`);
    if (machines > 1) await flyctl('scale', 'count', `${await webGroup(world)}=${machines}`, '--yes');
    return { ...world, images };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** The image that the machines do not run. */
export async function otherImage(world: FlyWorld): Promise<string> {
  const live = (await world.machines())[0]?.image_ref.digest ?? '';
  return world.images.find((ref) => !ref.endsWith(live)) ?? world.images[0];
}

/** Builds the example app into an image of its own. */
async function pushed(flyctl: FlyWorld['flyctl'], label: string): Promise<string> {
  const words = ['--build-only', '--push', '--image-label', label, '--label', `proof=${label}`];
  const { stderr } = await flyctl('deploy', '.', '-c', 'fly.production.toml', ...words);
  const digest = /@(sha256:[0-9a-f]{64})/.exec(stderr)?.[1];
  if (digest === undefined) throw new Error(`no digest in: ${stderr}`);
  return `registry.fly.io/paintbox@${digest}`;
}

/** The process group that answers requests. */
async function webGroup(world: Pick<FlyWorld, 'machines'>): Promise<string> {
  const web = (await world.machines()).find(({ config }) => config.services.length > 0);
  return web?.config.metadata['fly_process_group'] ?? 'app';
}
