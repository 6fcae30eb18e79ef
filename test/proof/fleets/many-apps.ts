/** A world of many emulated apps, and the fleet commands in it as child processes, as a user types them. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent, FleetRecord } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import type { LoggedCall } from '@paintbox/deploy-emulators/fly';
import {
  ensureApps,
  ensureWorld,
  faultEnvironment,
  stopWorld,
  worldEnvironment,
} from '@paintbox/deploy-local-world';
import type { FaultName } from '@paintbox/deploy-local-world';
import { endWithSignal } from '../../end-with-signal.ts';
import { ask, machinesOf } from '../../e2e/rig.ts';
import type { Answer, RigMachine } from '../../e2e/rig.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CONFIG = 'test/proof/fleets/fixtures/tolerant.config.ts';
const AUTHORIZED = { authorization: 'Bearer a-token-for-the-emulator' };

/** How a fleet command is called. */
export interface FleetCall {
  readonly fault?: FaultName;
  /** How many bad members a wave may have. */
  readonly tolerate: number;
  /** The config. Default: the fleet with a first wave of five. */
  readonly config?: string;
  /** Added to the environment. Default nothing. */
  readonly env?: NodeJS.ProcessEnv;
}

/** How it ended. */
export interface FleetCalled {
  readonly code: number | null;
  readonly record: FleetRecord;
  /** The journal of the run. */
  readonly events: readonly FleetEvent[];
  readonly stderr: string;
}

/** The apps. */
export interface ManyApps extends AsyncDisposable {
  readonly names: readonly string[];
  /** Where users reach each. */
  readonly urls: Readonly<Record<string, string>>;
  /** For a command that works with them. */
  readonly env: NodeJS.ProcessEnv;
  /** `paintbox-deploy fleet deploy`. */
  deploy(options: FleetCall): Promise<FleetCalled>;
  machines(): Promise<ReadonlyMap<string, readonly RigMachine[]>>;
  ask(app: string, path: string): Promise<Answer>;
  /** The calls that the platform got since it was asked last. */
  calls(): Promise<readonly LoggedCall[]>;
  /** Leaves each app one machine, as `fly scale count 1` does. */
  scaleToOne(): Promise<void>;
}

/** Starts a world of so many apps, none of which has a release yet. */
export async function openManyApps(count: number): Promise<ManyApps> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-many-apps-'));
  endWithSignal(dir);
  const address = await ensureWorld(join(dir, 'world'));
  const ca = await readFile(address.caFile, 'utf8');
  const names = Array.from({ length: count }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);
  const urls = await ensureApps(address, names);
  const members = names.map((app, index) => ({
    app,
    labels: { tier: index % 3 === 0 ? 'paid' : 'free' },
    url: urls[app],
  }));
  const platform = async (method: string, path: string): Promise<Response> => {
    const answer = await fetch(new URL(path, address.flyApiUrl), { method, headers: AUTHORIZED });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const machines = async (): Promise<ReadonlyMap<string, readonly RigMachine[]>> => {
    const found = new Map<string, readonly RigMachine[]>();
    for (const app of names) found.set(app, await machinesOf({ ...address, app }));
    return found;
  };
  const env = {
    ...process.env,
    ...worldEnvironment(address),
    PAINTBOX_STATE_DIR: dir,
    FLEET_MEMBERS: JSON.stringify(members),
    GITHUB_ACTIONS: undefined,
  };
  return {
    names,
    urls,
    env,
    machines,
    ask: (app, path) => ask(`${urls[app]}${path}`, ca),
    async deploy({ fault, tolerate, config = CONFIG, env: added = {} }) {
      const broken = fault === undefined ? {} : faultEnvironment(fault);
      const { code, stdout, stderr } = await fleetDeploy(config, {
        ...env,
        FLEET_TOLERATE: String(tolerate),
        ...broken,
        ...added,
      });
      if (stdout === '') throw new Error(`no record; ${stderr}`);
      const record = JSON.parse(stdout) as FleetRecord;
      const events: FleetEvent[] = [];
      const store = fileStore(join(dir, 'state', 'fleet.shops', 'local'));
      for await (const { event } of readFleetJournal(store, record.runId)) events.push(event);
      return { code, record, events, stderr };
    },
    async calls() {
      const calls = (await (await platform('GET', '/_emulator/calls')).json()) as readonly LoggedCall[];
      await platform('DELETE', '/_emulator/calls');
      return calls;
    },
    async scaleToOne() {
      for (const [app, all] of await machines()) {
        for (const { id } of all.slice(1))
          await platform('DELETE', `/v1/apps/${app}/machines/${id}?force=true`);
      }
    },
    async [Symbol.asyncDispose]() {
      await stopWorld(join(dir, 'world'));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function fleetDeploy(
  config: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const cli = join(root, 'packages/cli/bin.cjs');
  // Nobody is asked beforehand: the platform's log is held against who was handed out.
  const words = ['fleet', 'deploy', '--no-ask', '--config', config, '--env', 'local', '--json'];
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 1_500_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
