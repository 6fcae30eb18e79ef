/** An emulated platform that is put back to the beginning of a scenario for each case. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Clock, Pipeline, StateStore } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import type { FlyEmulator, Machine } from '@paintbox/deploy-emulators/fly';
import { writeMatrixApp } from './app.ts';
import { fastClock } from './fast-clock.ts';
import { isRoutable, isWhole } from './fleet.ts';
import { matrixPipelines } from './pipelines.ts';
import { storedIn, storeOf } from './stored.ts';
import type { Stored } from './stored.ts';

/** Seconds of the deployer go by so much faster: not more, because its 5 s for an answer are real work of real processes. */
const FACTOR = 4;
/** The platform's waits are shortened more, because a process that boots is not. */
const SCALE = 0.01;
const LOOK_MS = 20;
const PATIENCE_MS = 60_000;

/** The runs that are struck. */
export const scenarios = ['first deploy', 'deploy', 'way back', 're-creation'] as const;
export type Scenario = (typeof scenarios)[number];

/** A platform in one process with the runs. */
export interface MatrixWorld extends AsyncDisposable {
  emulator(): FlyEmulator;
  /** Of the deployer. */
  clock(): Clock;
  /** Puts everything back to where the scenario begins. */
  begin(scenario: Scenario): Promise<readonly Machine[]>;
  /** Runs what the scenario is about. */
  run(scenario: Scenario): Promise<RunRecord>;
  /** A deploy of the newer image, also when it was found bad. */
  deployAgain(): Promise<RunRecord>;
  machines(): readonly Machine[];
  /** A call of the platform by nobody in particular. */
  call(method: string, path: string): Promise<unknown>;
}

interface Beginning {
  readonly stored: Stored;
  readonly files: string;
}

/** Opens one, and plays every scenario's beginning once. */
export async function openMatrixWorld(): Promise<MatrixWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'fly-matrix-'));
  const state = join(dir, 'state');
  const open = () => startFlyEmulator({ dir: state, timeScale: SCALE, leaseScale: 1 / FACTOR });
  let emulator = await open();
  let store: StateStore = memoryStore();
  let clock = fastClock(FACTOR);
  await emulator.createApp({ name: 'demo' });
  const authority = await readFile(emulator.caFile, 'utf8');
  // Read and set in one go: another world may do the same meanwhile.
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  const env = (): Record<string, string | undefined> => ({
    PATH: process.env['PATH'],
    FLYCTL_PATH: emulator.flyctlPath,
    FLY_FLAPS_BASE_URL: emulator.apiUrl,
    FLY_API_BASE_URL: emulator.apiUrl,
    FLY_REGISTRY_HOST: new URL(emulator.apiUrl).host,
    FLY_API_TOKEN: 'a-token-for-tests',
  });
  const images = [
    await built(emulator, dir, 'one', env()),
    await built(emulator, dir, 'two', env()),
  ] as const;
  const { deploy, rollback } = matrixPipelines(join(dir, 'fly.toml'));
  const run = (pipeline: Pipeline, params: Readonly<Record<string, string | true>>): Promise<RunRecord> =>
    runPipeline({
      pipeline,
      pipelines: [deploy, rollback],
      environment: { name: 'test', app: 'demo', url: emulator.edgeUrl('demo') },
      store,
      params,
      env: env(),
      clock,
    });
  const machines = (): readonly Machine[] => emulator.machines('demo');
  const call = async (method: string, path: string): Promise<unknown> => {
    const headers = { authorization: 'Bearer a-token-for-tests' };
    const answer = await fetch(`${emulator.apiUrl}${path}`, { method, headers });
    const body = await answer.text();
    return answer.ok && body !== '' ? JSON.parse(body) : null;
  };
  const beginnings = new Map<Scenario, Beginning>();
  const keep = async (scenario: Scenario): Promise<void> => {
    const files = join(dir, scenario);
    await emulator.close();
    await cp(state, files, { recursive: true });
    beginnings.set(scenario, { stored: await storedIn(store), files });
    emulator = await open();
    if (machines().length > 0) await serving(machines);
  };
  const world: MatrixWorld = {
    emulator: () => emulator,
    clock: () => clock,
    async begin(scenario) {
      const beginning = beginnings.get(scenario);
      if (beginning === undefined) throw new Error(`nothing is known of ${scenario}`);
      await emulator.close();
      await rm(state, { recursive: true });
      await cp(beginning.files, state, { recursive: true });
      emulator = await open();
      store = await storeOf(beginning.stored);
      clock = fastClock(FACTOR);
      if (machines().length > 0) await serving(machines);
      return machines();
    },
    run: (scenario) => {
      if (scenario === 'first deploy') return run(deploy, { image: images[0] });
      return scenario === 'deploy' ? run(deploy, { image: images[1] }) : run(rollback, {});
    },
    deployAgain: () => run(deploy, { image: images[1], force: true }),
    machines,
    call,
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  const destroyed = (id: string) => call('DELETE', `/v1/apps/demo/machines/${id}?force=true`);
  clock = fastClock(FACTOR, -600_000);
  await keep('first deploy');
  await succeeded(run(deploy, { image: images[0] }));
  // One machine is enough for what follows.
  const [spare] = machines().filter(isRoutable);
  await destroyed(spare?.id ?? '');
  await keep('deploy');
  await succeeded(run(deploy, { image: images[1] }));
  await keep('way back');
  for (const { id } of machines().filter(({ cordoned }) => cordoned)) await destroyed(id);
  await keep('re-creation');
  return world;
}

async function succeeded(running: Promise<RunRecord>): Promise<void> {
  const record = await running;
  if (record.exitCode !== 0) throw new Error(`${record.runId}: ${record.error?.message ?? record.status}`);
}

/** Waits until everything that is managed is well. */
async function serving(machines: () => readonly Machine[]): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isWhole(machines())) {
    if (Date.now() > end) throw new Error('the machines do not come up');
    await sleep(LOOK_MS);
  }
}

async function built(
  { flyctlPath }: FlyEmulator,
  dir: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { config, source } = await writeMatrixApp(dir, name);
  const words = ['deploy', source, '-c', config, '--build-only', '--push', '--image-label', name];
  const { stdout, stderr } = await promisify(execFile)(flyctlPath, words, { env, timeout: 120_000 });
  const digest = /@(sha256:\w+)/.exec(stdout + stderr)?.[1];
  if (digest === undefined) throw new Error(`no image was built: ${stderr}`);
  return `registry.fly.io/demo@${digest}`;
}
