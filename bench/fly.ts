/**
 * Times of the deploy pipeline in the local world, which is made of emulators: for each fault of a build, how many requests of a client the broken
 * build answered and how long it takes from the switch until the stable release is back and verified; and, where `FLYCTL_PATH` names the real flyctl,
 * `fly.boot` and `fly.switch` beside its blue-green. `node bench/fly.ts [FAULT…]`, `node bench/fly.ts flyctl`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@paintbox/deploy-core';
import {
  ensureWorld,
  faultEnvironment,
  faultNames,
  stopWorld,
  worldEnvironment,
} from '@paintbox/deploy-local-world';
import type { WorldAddress } from '@paintbox/deploy-local-world';
import { printBesideFlyctl } from './fly/beside-flyctl.ts';
import { buildOf, watchBuilds } from './fly/watch-builds.ts';
import { printTable } from './print-table.ts';
import { endWithSignal } from '../test/end-with-signal.ts';

interface Ran {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv.slice(2);
const faults = faultNames.filter((name) => asked.length === 0 || asked.includes(name));
const program = process.env['FLYCTL_PATH'];

console.log(
  'Emulated AWS and Fly.io on this machine: test doubles. Waits of the platform are 20 times shorter.\n',
);
if (faults.length > 0) await inWorld((address) => printFaults(address));
if (asked.length === 0 || asked.includes('flyctl')) {
  if (program) await inWorld((address, dir) => printBesideFlyctl(address, program, { dir, root }));
  else console.log('FLYCTL_PATH names no flyctl: nothing is put beside it.');
}

async function inWorld(work: (address: WorldAddress, dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-bench-'));
  endWithSignal(dir);
  try {
    await work(await ensureWorld(join(dir, 'world')), dir);
  } finally {
    await stopWorld(join(dir, 'world'));
    await rm(dir, { recursive: true, force: true });
  }
}

async function printFaults(where: WorldAddress): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-bench-state-'));
  const ca = await readFile(where.caFile, 'utf8');
  await deploy(where, state);
  const rows: string[][] = [];
  for (const fault of faults) {
    const watch = watchBuilds(where.appUrl, ca, await buildOf(where.appUrl, ca));
    const { code, events } = await deploy(where, state, faultEnvironment(fault));
    const { others, answered, failed } = await watch.stop();
    const switched = timeOf(
      events,
      (event) => event.type === 'stage.started' && event.stage === 'fly.switch',
    );
    const caught = timeOf(events, (event) => event.type === 'stage.failed');
    const back = timeOf(events, (event) => event.type === 'undo.succeeded' && event.stage === 'fly.switch');
    const verified = timeOf(events, (event) => event.type === 'verify.succeeded');
    rows.push([
      fault,
      String(code),
      String(answered),
      String(others),
      String(failed),
      between(switched, caught),
      between(caught, back),
      between(back, verified),
      between(switched, verified),
    ]);
  }
  await rm(state, { recursive: true, force: true });
  printTable(
    [
      'fault',
      'exit code',
      'answered',
      'by the broken build',
      'failed',
      'switch to caught s',
      'caught to back s',
      'back to verified s',
      'switch to verified s',
    ],
    rows,
  );
}

/** Runs the command line, with waits as they are for everybody. */
async function deploy(where: WorldAddress, state: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const words = ['packages/cli/bin.cjs', 'deploy', '--env', 'local', '--reporter', 'jsonl'];
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: {
      ...process.env,
      ...worldEnvironment(where),
      PAINTBOX_STATE_DIR: state,
      GITHUB_ACTIONS: undefined,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = output.split('\n').filter((line) => line !== '');
  return { code, events: lines.map((line) => JSON.parse(line) as RunEvent) };
}

function timeOf(events: readonly RunEvent[], is: (event: RunEvent) => boolean): number | undefined {
  const found = events.find(is);
  return found === undefined ? undefined : Date.parse(found.ts);
}

/** Empty for what did not happen; a fault that is caught before the switch has no time after it. */
function between(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? '' : ((to - from) / 1000).toFixed(1);
}
