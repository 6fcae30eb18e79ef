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
import deployConfig from '../../../paintbox.deploy.config.ts';
import { endWithSignal } from '../../end-with-signal.ts';
import { ask, machinesOf } from '../../e2e/rig.ts';
import type { Answer, RigMachine } from '../../e2e/rig.ts';
import { serving } from '../../e2e/whole-fleet.ts';

/** How a pipeline is run. */
export interface ConductOptions {
  readonly params?: RunOptions['params'];
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
  run(pipeline: string, options?: ConductOptions): Promise<Ran>;
  /** Releases an image, whatever was found about it before. */
  deploy(image: string): Promise<Ran>;
  /** Puts the last proven release back, although nothing is wrong. */
  rollback(): Promise<Ran>;
  resume(pipeline: string, runId: string): Promise<Ran>;
}

/** A running world. */
export interface FlyWorld extends Conductor, AsyncDisposable {
  readonly dir: string;
  readonly address: WorldAddress;
  readonly ca: string;
  /** Two images of the same app with different digests, to be deployed in turn. */
  readonly images: readonly [string, string];
  /** Builds the app once more, into an image of its own. */
  push(label: string): Promise<string>;
  machines(): Promise<readonly RigMachine[]>;
  /** One call of the platform. */
  call(method: string, path: string): Promise<void>;
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

const AUTHORIZED = { authorization: 'Bearer a-token-for-the-emulator' };

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
    options: ConductOptions = {},
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
      params: options.params ?? {},
      env: { ...placeEnvironment(place), PAINTBOX_WATCH: '0s', ...options.env, ...fault },
      listeners: [{ name: 'proof', handle }],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    });
    return { record, events };
  };
  return {
    store,
    run: (name, options) => conduct(runPipeline, pipelineOf(name), options),
    deploy: (image) => conduct(runPipeline, pipelineOf('deploy'), { params: { image, force: true } }),
    rollback: () => conduct(runPipeline, pipelineOf('rollback'), { params: { emergency: true } }),
    resume: (name, runId) =>
      conduct((options) => resumeRun({ ...options, runId, goal: 'finish' }), pipelineOf(name)),
  };
}

function pipelineOf(name: string): Pipeline {
  const found = deployConfig.pipelines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the config has no pipeline '${name}'`);
  return found;
}

/** Starts a world with two images; the first of them is live unless `live` is false. */
export async function openFlyWorld({ live = true }: { readonly live?: boolean } = {}): Promise<FlyWorld> {
  const world = await openFlyWorldIn(await newFolder(), async (place) => [
    await pushed(place, 'one'),
    await pushed(place, 'two'),
  ]);
  if (!live) return world;
  const { record } = await world.deploy(world.images[0]);
  if (record.exitCode === 0) return world;
  await world[Symbol.asyncDispose]();
  throw new Error(`the first deploy failed: ${record.error?.message}`);
}

/** A folder for a world. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'paintbox-proof-fly-'));
}

/** Starts the world of a folder; the folder goes with it. */
export async function openFlyWorldIn(
  dir: string,
  imagesOf: (place: FlyPlace) => Promise<FlyWorld['images']>,
): Promise<FlyWorld> {
  endWithSignal(dir);
  const close = async (): Promise<void> => {
    await stopWorld(join(dir, 'world'));
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const address = await ensureWorld(join(dir, 'world'), { timeScale: TIME_SCALE });
    const place = { dir, address };
    const conductor = await conductorOf(place);
    const ca = await readFile(address.caFile, 'utf8');
    return {
      ...conductor,
      dir,
      address,
      ca,
      images: await imagesOf(place),
      push: (label) => pushed(place, label),
      machines: () => machinesOf(address),
      async call(method, path) {
        const answer = await fetch(new URL(path, address.flyApiUrl), { method, headers: AUTHORIZED });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      },
      ask: (path) => ask(`${address.appUrl}${path}`, ca),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The image that the machines do not run. */
export async function otherImage(world: FlyWorld): Promise<string> {
  const live = serving(await world.machines())[0]?.digest ?? '';
  return world.images.find((ref) => !ref.endsWith(live)) ?? world.images[0];
}

/** Builds the example app into an image of its own. */
async function pushed(place: FlyPlace, label: string): Promise<string> {
  const { flyctlPath, app } = place.address;
  const words = ['--app', app, '-c', 'fly.production.toml', '--build-only', '--push', '--image-label', label];
  const { stderr } = await promisify(execFile)(
    flyctlPath,
    ['deploy', '.', ...words, '--build-arg', `BUILD=${label}`],
    { env: placeEnvironment(place), cwd: root, timeout: 120_000 },
  );
  const digest = /@(sha256:[0-9a-f]{64})/.exec(stderr)?.[1];
  if (digest === undefined) throw new Error(`no digest in: ${stderr}`);
  return `registry.fly.io/${app}@${digest}`;
}
