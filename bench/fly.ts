/**
 * Times of the deploy pipeline in the local world, which is made of emulators: how long a broken release stays live until the stable one is
 * back and verified, for each defect, and what a healthy deploy costs beyond flyctl itself. `node bench/fly.ts [FAULT…]`.
 */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { printTable } from './print-table.ts';

interface Ran {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A call of flyctl, in ms of the clock. */
interface Call {
  readonly from: number;
  readonly to: number;
  readonly deploys: boolean;
}

const HEALTHY_DEPLOYS = 3;
const ASK_EVERY_MS = 25;
const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv.slice(2);
const faults = faultNames.filter((name) => asked.length === 0 || asked.includes(name));
const dir = await mkdtemp(join(tmpdir(), 'paintbox-bench-'));
const world = join(dir, 'world');
const address = await ensureWorld(world);
try {
  const ca = await readFile(address.caFile, 'utf8');
  await deploy(address);
  console.log(
    'Emulated AWS and Fly.io on this machine: test doubles. Waits of the platform are 20 times shorter.\n',
  );
  await printOverhead(address);
  await printRecoveries(address, ca);
} finally {
  await stopWorld(world);
  await rm(dir, { recursive: true, force: true });
}

/** Runs the command line, with waits as they are for everybody. */
async function deploy(where: WorldAddress, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const startedAt = Date.now();
  const child = spawn(
    process.execPath,
    ['packages/cli/bin.cjs', 'deploy', '--env', 'local', '--reporter', 'jsonl'],
    {
      cwd: root,
      env: {
        ...process.env,
        ...worldEnvironment(where),
        PAINTBOX_STATE_DIR: join(dir, 'state'),
        GITHUB_ACTIONS: undefined,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = output.split('\n').filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as RunEvent);
  return { code, events, startedAt, endedAt: Date.now() };
}

async function printOverhead(where: WorldAddress): Promise<void> {
  const rows: string[][] = [];
  for (let n = 1; n <= HEALTHY_DEPLOYS; n += 1) {
    const log = join(dir, `calls-${n}`);
    const { code, events, startedAt, endedAt } = await deploy(where, {
      FLYCTL_PATH: await timedFlyctl(where, log),
    });
    const calls = await readCalls(log);
    const total = endedAt - startedAt;
    const deploying = covered(calls.filter(({ deploys }) => deploys));
    const stage = (name: string): number => stageMs(events, name);
    rows.push([
      `healthy deploy ${n} (exit code ${code})`,
      seconds(total),
      seconds(deploying),
      seconds(covered(calls) - deploying),
      seconds(stage('fly.release')),
      seconds(stage('checks.suite') + stage('checks.watch') + stage('checks.baseline')),
      (stage('fly.release') / deploying).toFixed(2),
      (total / deploying).toFixed(2),
    ]);
  }
  printTable(
    [
      '',
      'run s',
      'flyctl deploy s',
      'other flyctl s',
      'fly.release s',
      'checks s',
      'release ÷ flyctl',
      'run ÷ flyctl',
    ],
    rows,
  );
}

async function printRecoveries(where: WorldAddress, ca: string): Promise<void> {
  const rows: string[][] = [];
  for (const fault of faults) {
    const before = await buildOf(where.appUrl, ca);
    const watch = watchBuild(where.appUrl, ca, before);
    const { code, events } = await deploy(where, faultEnvironment(fault));
    const live = await watch.stop();
    const caught = timeOf(events, (event) => event.type === 'stage.failed');
    const verified = timeOf(events, (event) => event.type === 'verify.succeeded');
    const between = (from: number | undefined, to: number | undefined): string =>
      from === undefined || to === undefined ? 'never live' : seconds(to - from);
    rows.push([
      fault,
      String(code),
      between(live, caught),
      live === undefined ? '' : between(caught, verified),
      between(live, verified),
    ]);
  }
  printTable(
    ['defect', 'exit code', 'live to caught s', 'caught to verified s', 'live to stable verified s'],
    rows,
  );
}

/** Notes when the first answer came that is not of the build of before. */
function watchBuild(url: string, ca: string, before: string): { stop(): Promise<number | undefined> } {
  const stopped = new AbortController();
  let live: number | undefined;
  const watching = (async () => {
    while (!stopped.signal.aborted && live === undefined) {
      const build = await buildOf(url, ca).catch(() => before);
      if (build !== before) live = Date.now();
      await sleep(ASK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await watching;
      return live;
    },
  };
}

function buildOf(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/api/health`, { ca, agent: false, timeout: 5_000 }, (answer) => {
      answer.resume();
      resolve(String(answer.headers['x-paintbox-build']));
    });
    asking.once('timeout', () => asking.destroy(new Error('no answer')));
    asking.once('error', reject);
    asking.end();
  });
}

/** A flyctl that notes when each call began and ended. */
async function timedFlyctl(where: WorldAddress, log: string): Promise<string> {
  const file = join(dir, 'timed-flyctl');
  const now = 'date +%s%3N';
  await writeFile(
    file,
    `#!/bin/sh\nfrom=$(${now})\n'${where.flyctlPath}' "$@"\ncode=$?\necho "$from $(${now}) $1" >> '${log}'\nexit $code\n`,
  );
  await chmod(file, 0o755);
  return file;
}

async function readCalls(log: string): Promise<readonly Call[]> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [from = '', to = '', command] = line.split(' ');
    return { from: Number(from), to: Number(to), deploys: command === 'deploy' };
  });
}

/** Time in which at least one of the calls ran. */
function covered(calls: readonly Call[]): number {
  let total = 0;
  let end = 0;
  for (const { from, to } of calls.toSorted((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

function stageMs(events: readonly RunEvent[], name: string): number {
  const ended = events.find((event) => event.type === 'stage.succeeded' && event.stage === name);
  return ended?.type === 'stage.succeeded' ? ended.durationMs : 0;
}

function timeOf(events: readonly RunEvent[], is: (event: RunEvent) => boolean): number | undefined {
  const found = events.find(is);
  return found === undefined ? undefined : Date.parse(found.ts);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
