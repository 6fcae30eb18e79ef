/** Kills the deployer in the middle of a run that clients look at, goes on with the run, and looks what is left. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@paintbox/deploy-core';
import { serving } from '../../e2e/whole-fleet.ts';
import { startClients } from './clients.ts';
import { otherImage, placeEnvironment } from './fly-world.ts';
import type { ConductOptions, FlyWorld, Ran } from './fly-world.ts';
import { settledMachines, troubles } from './settled.ts';

/** What is killed. */
export const SCENARIOS = [
  'first deploy',
  'deploy',
  'rollback by way back',
  'rollback by re-creation',
] as const;

/** One of them. */
export type Scenario = (typeof SCENARIOS)[number];

/** When: so long after the run, or a stage of it, began. */
export interface Moment {
  readonly stage?: string;
  readonly afterMs: number;
}

/** What became of a kill. */
export interface Outcome {
  readonly wrong: readonly string[];
  /** The stage that was under way. */
  readonly stage: string;
  /** The exit code of the run that was gone on with. */
  readonly code: number;
  readonly answered: number;
  /** What the clients of failed requests saw. */
  readonly failed: readonly string[];
}

const MOST_TIMES = 3;
const RUN = fileURLToPath(import.meta.resolve('./fixtures/run.ts'));

/** A run that is to be killed, and what it leads to. */
export interface Prepared {
  readonly pipeline: string;
  readonly params: NonNullable<ConductOptions['params']>;
  /** The image that serves in the end. */
  readonly image: string;
}

/** Kills under traffic; undefined when the run had ended before. */
export async function tryKill(
  world: FlyWorld,
  { pipeline, params, image }: Prepared,
  moment: Moment,
): Promise<Outcome | undefined> {
  const before = await settledMachines(world);
  // Before the first deploy nobody can be served.
  const clients = before.length > 0 ? startClients(world.address.appUrl, world.ca) : undefined;
  const killed = await killRun(world, { pipeline, params }, moment);
  const ran = killed === undefined ? undefined : await goOn(world, pipeline, killed.runId);
  const { answered, failed } = (await clients?.stop()) ?? { answered: {}, failed: [] };
  if (killed === undefined || ran === undefined) return undefined;
  const digest = image.slice(image.indexOf('@') + 1);
  return {
    wrong: await troubles(world, { before, digest }, ran),
    stage: killed.stage,
    code: ran.record.exitCode,
    answered: Object.values(answered).reduce((sum, count) => sum + count, 0),
    failed: failed.map(({ at, kind, what }) => `${at.toISOString()} ${kind}: ${what}`),
  };
}

/**
 * Goes on with the run. On a machine so busy that even this one loses its lock, it stops as one that was killed does, and the next one goes on.
 */
async function goOn(world: FlyWorld, pipeline: string, runId: string): Promise<Ran> {
  for (let times = 1; ; times += 1) {
    const ran = await world.resume(pipeline, runId);
    if (ran.record.error?.code !== 'LOCK_LOST' || times === MOST_TIMES) return ran;
  }
}

/** Brings the world to where the run begins. */
export async function prepareKill(world: FlyWorld, scenario: Scenario): Promise<Prepared> {
  if (scenario === 'first deploy' || scenario === 'deploy') {
    const image = await otherImage(world);
    return { pipeline: 'deploy', params: { image, force: true }, image };
  }
  const [stable] = serving(await world.machines());
  const { record } = await world.deploy(await otherImage(world));
  if (record.exitCode !== 0) throw new Error(`the deploy before failed: ${record.error?.message}`);
  if (scenario === 'rollback by re-creation') {
    for (const { id, role } of await world.machines())
      if (role === 'way-back')
        await world.call('DELETE', `/v1/apps/${world.address.app}/machines/${id}?force=true`);
  }
  const image = world.images.find((ref) => ref.endsWith(stable?.digest ?? '?')) ?? '';
  return { pipeline: 'rollback', params: { emergency: true }, image };
}

/** Runs it in a child, and kills that. */
async function killRun(
  world: FlyWorld,
  { pipeline, params }: Omit<Prepared, 'image'>,
  moment: Moment,
): Promise<{ readonly runId: string; readonly stage: string } | undefined> {
  const { dir, address } = world;
  const child = spawn(
    process.execPath,
    [RUN, JSON.stringify({ dir, address }), pipeline, JSON.stringify(params)],
    { env: placeEnvironment(world), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, signal) => resolve(signal));
  });
  let runId = '';
  let stage = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as RunEvent;
    runId = event.runId;
    if (event.type === 'stage.started') stage = event.stage;
    const is = moment.stage === undefined ? event.type === 'run.started' : event.type === 'stage.started';
    if (is && (moment.stage ?? stage) === stage)
      setTimeout(() => child.kill('SIGKILL'), moment.afterMs).unref();
  }
  return (await closed) === 'SIGKILL' ? { runId, stage } : undefined;
}
