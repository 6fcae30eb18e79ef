/** Kills the deployer, or the flyctl under it, in the middle of a release that clients look at. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@paintbox/deploy-core';
import { startClients } from './clients.ts';
import { otherImage, placeEnvironment } from './fly-world.ts';
import type { FlyWorld, Ran } from './fly-world.ts';
import { settledMachines, troubles } from './settled.ts';

/** What became of a kill. */
export interface Outcome {
  readonly wrong: readonly string[];
  readonly code: number;
  readonly failedRequests: number;
  /** What the clients of those requests saw. */
  readonly failed: readonly string[];
}

/** Kills at a moment of a deploy; how the run, or its resumption, ended. Undefined when it had ended before. */
export type Kill = (world: FlyWorld, afterMs: number) => Promise<Ran | undefined>;

const DEPLOY = fileURLToPath(import.meta.resolve('./fixtures/deploy.ts'));

/** Starts a deploy in a child, kills it `afterMs` after the release began, and resumes its run. */
export const killDeployer: Kill = async (world, afterMs) => {
  const { dir, address } = world;
  const args = [DEPLOY, JSON.stringify({ dir, address }), await otherImage(world)];
  const child = spawn(process.execPath, args, {
    env: placeEnvironment(world),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, signal) => resolve(signal));
  });
  let runId = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as RunEvent;
    runId = event.runId;
    if (event.type === 'stage.started' && event.stage === 'fly.release')
      setTimeout(() => child.kill('SIGKILL'), afterMs).unref();
  }
  return (await closed) === 'SIGKILL' ? await world.resume(runId) : undefined;
};

/** Deploys with a flyctl that dies `afterMs` after its start. */
export const killFlyctl: Kill = async (world, afterMs) => {
  const image = await otherImage(world);
  await world.addFault({ kind: 'kill-self', command: 'deploy', word: '--env', afterMs });
  const ran = await world.deploy({ image });
  await world.clearFaults();
  // The run tells of it, whether the release stood or not.
  return JSON.stringify(ran.events).includes('SIGKILL') ? ran : undefined;
};

/** Kills under traffic, and looks what is left. */
export async function tryKill(world: FlyWorld, kill: Kill, afterMs: number): Promise<Outcome | undefined> {
  const before = await settledMachines(world);
  const clients = startClients(world.address.appUrl, world.ca);
  const ran = await kill(world, afterMs);
  const { failed } = await clients.stop();
  if (ran === undefined) return undefined;
  const wrong = await troubles(world, before, ran);
  return {
    wrong,
    code: ran.record.exitCode,
    failedRequests: failed.length,
    failed: failed.map(({ at, kind, what }) => `${at.toISOString()} ${kind}: ${what}`),
  };
}
