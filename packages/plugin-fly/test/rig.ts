/** An emulated platform with a tiny app, and the stages run against it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Clock, StateStore } from '@paintbox/deploy-core';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import type { AnyArtifact, Need } from '@paintbox/deploy-core/run';
import type { Image, previousRelease } from '@paintbox/deploy-core/release';
import { memoryStore, runStage } from '@paintbox/deploy-core/testing';
import type { RunStageOptions, StageOutputs, StageRun } from '@paintbox/deploy-core/testing';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import type { FlyEmulator, Machine } from '@paintbox/deploy-emulators/fly';
import type { fleetBefore } from '../src/artifacts.ts';
import { app as flyApp } from '../src/index.ts';
import type { AppOptions, FlyApp } from '../src/index.ts';
import { deployedByFlyctl } from './machines.ts';
import type { ByFlyctl } from './machines.ts';

/** The id that `runStage` gives every run. */
export const RUN_ID = '20260101-000000-test';

const FLY_TOML = `app = "demo"
primary_region = "iad"
[deploy]
  strategy = "bluegreen"
[env]
  GREETING = "hello"
[http_service]
  internal_port = 8080
  [[http_service.checks]]
    interval = "10s"
    timeout = "2s"
    grace_period = "5s"
    path = "/api/health"
`;

const server = (build: string, healthy: boolean): string => `import { createServer } from 'node:http';
createServer((request, response) => {
  response.statusCode = ${healthy} ? 200 : 500;
  if (request.url === '/slow') return setTimeout(() => response.end(), 2000);
  response.end(JSON.stringify({ image: ${JSON.stringify(build)}, build: process.env.PAINTBOX_BUILD_ID, greeting: process.env.GREETING }));
}).listen(process.env.PORT, process.env.HOST);
`;

/** The platform's waits are shortened by the emulator, so ours may be too. */
export function scaledClock(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after(ms, act) {
      const timer = setTimeout(act, ms / factor);
      return () => clearTimeout(timer);
    },
    sleep: (ms, signal) => sleep(ms / factor, undefined, { signal }),
  };
}
const CLOCK = scaledClock(10);
const SHORT = { spreadMs: 500, healthyMs: 60_000, stepMs: 3_000 };

/** A platform for one test. */
export interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly config: string;
  readonly emulator: FlyEmulator;
  readonly store: StateStore;
  readonly env: Record<string, string | undefined>;
  /** Changes the app's source, so that the next build is another image. */
  writeApp(build: string, healthy?: boolean): Promise<void>;
  flyctl(...words: readonly string[]): Promise<string>;
  /** The stages, with this platform's config file and short waits. */
  readonly fly: FlyApp;
  /** As {@link fly}, with other options. */
  flyWith(options: AppOptions): FlyApp;
  /** Builds, and makes machines as a deploy by flyctl does, as build `buildId`. */
  deployed(build: string, buildId?: string, more?: Partial<ByFlyctl>): Promise<readonly Machine[]>;
  /** Builds and pushes; returns the image. */
  built(app: string, healthy?: boolean): Promise<Image>;
  run<N extends Need, P extends AnyArtifact>(
    stage: Stage<string, N, P>,
    inputs?: Readonly<Record<string, unknown>>,
    options?: RunStageOptions,
  ): Promise<StageRun<P>>;
  /** What preflight provides now. */
  before(): Promise<StageOutputs<typeof fleetBefore | typeof previousRelease>>;
  machines(): readonly Machine[];
}

/** Starts a platform with the app `demo`, not yet deployed. */
export async function openRig(): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'plugin-fly-test-'));
  const config = join(dir, 'fly.toml');
  const emulator = await startFlyEmulator({ dir: join(dir, 'state'), timeScale: 0.01 });
  await emulator.createApp({ name: 'demo' });
  // As NODE_EXTRA_CA_CERTS does for a process: what is asked from outside goes through the edge's own certificate.
  const authority = await readFile(emulator.caFile, 'utf8');
  setDefaultCACertificates([...getCACertificates(), authority]);
  await writeFile(config, FLY_TOML);
  await mkdir(join(dir, 'app'));
  const env = {
    PATH: process.env['PATH'],
    FLYCTL_PATH: emulator.flyctlPath,
    FLY_FLAPS_BASE_URL: emulator.apiUrl,
    FLY_API_BASE_URL: emulator.apiUrl,
    FLY_REGISTRY_HOST: new URL(emulator.apiUrl).host,
    FLY_API_TOKEN: 'a-token-for-tests',
  };
  const store = memoryStore();
  const app = join(dir, 'app');
  const flyctl: Rig['flyctl'] = async (...words) => {
    const { stdout, stderr } = await promisify(execFile)(emulator.flyctlPath, [...words], {
      env,
      timeout: 180_000,
    });
    return stdout + stderr;
  };
  const rig: Rig = {
    dir,
    config,
    emulator,
    store,
    env,
    async writeApp(build, healthy = true) {
      const scripts = { build: 'mkdir -p dist && cp server.mjs dist/server.mjs' };
      await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'demo', scripts }));
      await writeFile(join(app, 'server.mjs'), server(build, healthy));
      await writeFile(
        join(app, 'Dockerfile'),
        'FROM node:24-slim\nWORKDIR /app\nCOPY dist .\nCMD ["node", "/app/server.mjs"]\n',
      );
    },
    flyctl,
    fly: flyApp({ config, ...SHORT }),
    flyWith: (options) => flyApp({ config, ...SHORT, ...options }),
    async built(build, healthy) {
      await rig.writeApp(build, healthy);
      const said = await flyctl(
        'deploy',
        app,
        '-c',
        config,
        '--build-only',
        '--push',
        '--image-label',
        build,
      );
      const digest = /@(sha256:\w+)/.exec(said)?.[1] ?? '';
      return { ref: `registry.fly.io/demo@${digest}`, digest };
    },
    async deployed(build, buildId, more) {
      const { ref } = await rig.built(build);
      return deployedByFlyctl({ api: emulator.apiUrl, image: ref, buildId, ...more });
    },
    async run<N extends Need, P extends AnyArtifact>(
      stage: Stage<string, N, P>,
      inputs: Readonly<Record<string, unknown>> = {},
      options: RunStageOptions = {},
    ): Promise<StageRun<P>> {
      // Every run has the same id here, and a journal is that of one run.
      await store.remove(`runs/${options.runId ?? RUN_ID}.jsonl`);
      // A test may leave out what the stage would refuse before it looks at it.
      const loose: Stage<string, OptionalNeed<AnyArtifact>, P> = stage as never;
      return runStage(loose, inputs, {
        app: 'demo',
        url: emulator.edgeUrl('demo'),
        env,
        store,
        clock: CLOCK,
        ...options,
      });
    },
    async before() {
      const run = await rig.run(rig.fly.preflight());
      if (run.outputs === undefined) throw run.error;
      return run.outputs;
    },
    machines: () => emulator.machines('demo').filter(({ state }) => state !== 'destroyed'),
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return rig;
}

/** Build ids of the machines, sorted. */
export function buildsOf(machines: readonly Machine[]): readonly string[] {
  return machines.map(({ config }) => config.env['PAINTBOX_BUILD_ID'] ?? '').sort();
}

/** Replaces the config file. */
export async function writeConfig(rig: Rig, change: (toml: string) => string): Promise<void> {
  await writeFile(rig.config, change(await readFile(rig.config, 'utf8')));
}

/** The codes of a stage's error and of the problems it gathers. */
export function codesOf(run: StageRun): readonly string[] {
  const error = run.error as { code?: string; problems?: readonly { code: string }[] } | undefined;
  if (error === undefined) return [];
  if (error.code === undefined) return [JSON.stringify(error)];
  return [error.code, ...(error.problems ?? []).map(({ code }) => code)];
}
