/** Twenty emulated apps, a PostgreSQL from Debian's packages, and the fleet commands as processes that are started again whenever they are killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StateStore } from '@paintbox/deploy-core';
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { fileStore, isProcessGone, listRuns, lockStatus } from '@paintbox/deploy-core/run';
import {
  ensureApps,
  ensureWorld,
  faultEnvironment,
  stopWorld,
  worldEnvironment,
} from '@paintbox/deploy-local-world';
import type { FaultName } from '@paintbox/deploy-local-world';
import { openPlainly, startPostgres } from '../../../packages/plugin-postgres/test/postgres-rig.ts';
import { endWithSignal } from '../../end-with-signal.ts';
import { ask, machinesOf } from '../../e2e/rig.ts';
import type { RigMachine } from '../../e2e/rig.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CLI = join(root, 'packages/cli/bin.cjs');
const PLACE = ['--config', 'paintbox.fleet.config.ts', '--env', 'local'];
const AGAIN_MS = 300;
/** Where nothing has happened since the last strike, the next one waits so many times as long: on a slow machine those that are struck would never get to anything. */
const PATIENCE = 2;

/** The fleet, and who works for it. */
export interface RealFleet extends AsyncDisposable {
  readonly names: readonly string[];
  storeOf(app: string): StateStore;
  /** The state of the fleet itself. */
  readonly store: StateStore;
  machines(app: string): Promise<readonly RigMachine[]>;
  /** How many keys the app serves. */
  keys(app: string): Promise<number>;
  /** Begins a run, with workers, and strikes somebody every few seconds until it has ended. Returns its journal, and who was struck. */
  play(
    options: PlayReal,
  ): Promise<{ readonly events: readonly FleetEvent[]; readonly strikes: readonly string[] }>;
}

export interface PlayReal {
  readonly random: () => number;
  readonly fault: FaultName | undefined;
  /** The apps that show the fault. Default: all. */
  readonly on?: readonly string[] | undefined;
  readonly workers: number;
  readonly everyMs: number;
}

export async function openRealFleet(programs: string, count: number): Promise<RealFleet> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-real-fleet-'));
  endWithSignal(dir);
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const server = stack.use(await startPostgres(programs));
  const url = await server.database();
  stack.defer(async () => void (await stopWorld(join(dir, 'world'))));
  const address = await ensureWorld(join(dir, 'world'), { timeScale: 0.02 });
  const ca = await readFile(address.caFile, 'utf8');
  const names = Array.from({ length: count }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);
  const urls = await ensureApps(address, names);
  const members = names.map((app, index) => ({
    app,
    labels: { tier: index % 3 === 0 ? 'paid' : 'free' },
    url: urls[app],
  }));
  const storeOf = (app: string): StateStore => fileStore(join(dir, 'state', app, 'local'));
  const store = storeOf('fleet.shops');
  const environment = async ({ fault, on }: PlayReal): Promise<NodeJS.ProcessEnv> => ({
    ...process.env,
    ...worldEnvironment(address),
    ...(fault === undefined ? {} : on === undefined ? faultEnvironment(fault) : await partly(dir, fault, on)),
    PAINTBOX_STATE_DIR: dir,
    PAINTBOX_POSTGRES_URL: url,
    FLEET_MEMBERS: JSON.stringify(members),
    GITHUB_ACTIONS: undefined,
  });
  const dropQueue = async (): Promise<void> => {
    await using plain = openPlainly(url);
    // It may be made again at this very moment.
    await plain.script('drop schema if exists paintbox_crew_1 cascade').catch(() => undefined);
  };

  const all = stack.move();
  return {
    names,
    store,
    storeOf,
    machines: (app) => machinesOf({ ...address, app }),
    async keys(app) {
      const { body } = await ask(`${urls[app]}/.well-known/jwks.json`, ca);
      return (JSON.parse(body) as { readonly keys: readonly object[] }).keys.length;
    },
    async play(options) {
      const { random, workers, everyMs } = options;
      const env = await environment(options);
      const before = new Set(await listRuns(store));
      const begun = async (): Promise<string | undefined> =>
        (await listRuns(store)).find((run) => !before.has(run));
      const working = Array.from({ length: workers }, () =>
        keep(env, async () => ['fleet', 'work', 'shops', '--at-once', '3']),
      );
      // Once it has begun it goes on without the one that began it.
      const lead = keep(env, async () =>
        (await begun()) === undefined ? ['fleet', 'deploy', 'shops', '--no-work'] : undefined,
      );
      const strikes: string[] = [];
      const strike = async (): Promise<string> => {
        const chosen = Math.floor(random() * 5);
        if (chosen === 4) {
          await dropQueue();
          return 'the queue';
        }
        if (chosen === 3) {
          await server.kill();
          await sleep(random() * 1_000);
          await server.start();
          return 'PostgreSQL';
        }
        const leader = chosen === 2 ? (await lockStatus(store))?.entry.process : undefined;
        if (leader !== undefined && !isProcessGone(leader)) {
          // Workers coordinate as well: whoever has the lock.
          for (const one of [lead, ...working]) if (one.pid() === leader.pid) one.kill();
          return 'the coordinator';
        }
        working[Math.floor(random() * working.length)]?.kill();
        return 'a worker';
      };
      let [happened, idle] = [0, 0];
      try {
        for (;;) {
          await sleep(everyMs);
          const runId = await begun();
          const events = runId === undefined ? [] : await eventsOf(store, runId);
          if (events.some(({ type }) => type === 'fleet.ended')) return { events, strikes };
          const runs = await Promise.all(names.map((app) => listRuns(storeOf(app))));
          const now = events.length + runs.flat().length;
          idle = now === happened ? idle + 1 : 0;
          if (idle % PATIENCE > 0) continue;
          happened = now;
          strikes.push(await strike());
        }
      } finally {
        await Promise.all([lead, ...working].map((one) => one.end()));
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** A fault that only some apps show, although all have the same image. */
async function partly(dir: string, fault: FaultName, on: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const module = faultEnvironment(fault)['FLY_EMULATOR_PRELOAD'];
  if (module === undefined) throw new TypeError(`${fault} is in no module`);
  // In a folder of its own, which goes into the image.
  const folder = join(dir, `${fault}-on-some`);
  await mkdir(folder, { recursive: true });
  const preload = join(folder, 'on-some.mjs');
  const condition = `${JSON.stringify(on)}.includes(process.env.FLY_APP_NAME)`;
  await writeFile(
    preload,
    `if (${condition}) await import(${JSON.stringify(pathToFileURL(module).href)});\n`,
  );
  return { FLY_EMULATOR_PRELOAD: preload };
}

async function eventsOf(store: StateStore, runId: string): Promise<readonly FleetEvent[]> {
  const events: FleetEvent[] = [];
  for await (const { event } of readFleetJournal(store, runId)) events.push(event);
  return events;
}

interface KeptCommand {
  pid(): number | undefined;
  kill(): void;
  /** Ends it, for good. */
  end(): Promise<void>;
}

/** A command that is started again whenever it ends, as long as there are words for it. */
function keep(env: NodeJS.ProcessEnv, words: () => Promise<readonly string[] | undefined>): KeptCommand {
  let over = false;
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const given = await words();
    if (over || given === undefined) return;
    child = spawn(process.execPath, [CLI, ...given, ...PLACE], { cwd: root, env, stdio: 'ignore' });
    child.once('exit', () => setTimeout(() => void start(), AGAIN_MS));
  };
  void start();
  return {
    pid: () => child?.pid,
    kill: () => void child?.kill('SIGKILL'),
    async end() {
      over = true;
      if (child?.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
        await once(child, 'exit');
    },
  };
}
