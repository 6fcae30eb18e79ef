/** Starts the platform half of the Fly.io emulator, a test double. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiRoutes } from './api.ts';
import { AppService } from './apps.ts';
import { openCertificateAuthority } from './certificates.ts';
import { Reads } from './consistency/reads.ts';
import type { Consistency } from './consistency/settings.ts';
import { ImageStore } from './images.ts';
import type { Machine } from './machine.ts';
import { CallLog, type LoggedCall } from './mishaps/call-log.ts';
import { openGate } from './mishaps/gate.ts';
import { MishapTable } from './mishaps/mishap-table.ts';
import type { Mishap } from './mishaps/mishap.ts';
import { startAutostopPasses } from './autostop-passes.ts';
import { Platform } from './platform.ts';
import { registryCalls } from './registry/serve-registry.ts';
import { serveRoutes } from './router.ts';
import type { PlatformRules } from './rules.ts';
import type { Timing } from './timing.ts';
import { setToken, type TokenGrant } from './tokens.ts';
import { VolumeStore } from './volumes.ts';
import { World } from './world.ts';

/** How to start the emulator. */
export interface FlyEmulatorOptions {
  /** Folder for all state: apps, releases, machines, images, certificates, logs. Made when missing. */
  readonly dir: string;
  /** Factor for the platform's waits (check intervals, pauses, time limits); default 0.05. */
  readonly timeScale?: number | undefined;
  /** Factor for the time that leases taken by calls of the API live, for a client whose clock runs faster; default 1. */
  readonly leaseScale?: number | undefined;
  /** Whether calls above the documented rates of the Machines API are refused with 429; default false. */
  readonly rateLimits?: boolean | undefined;
  /** How far reads may be behind writes; by default not at all. */
  readonly consistency?: Partial<Consistency> | undefined;
  /** What goes wrong from the start. */
  readonly mishaps?: readonly Mishap[] | undefined;
  /** Whether the proxy looks every five minutes (shortened) for machines to stop, where they have autostop; default: only at `autostopPass`. */
  readonly autostop?: boolean | undefined;
  /** Receives lines about what the daemon does; default: nobody. */
  readonly log?: ((line: string) => void) | undefined;
  /** Port of the HTTP API; default 0, any free one. */
  readonly apiPort?: number | undefined;
  /** Port of the first app's edge when the app is made; default 0, any free one. Remembered afterwards. */
  readonly edgePort?: number | undefined;
}

/** An app to create. */
export interface NewApp {
  readonly name: string;
  /** Slug of its organisation, default `personal`, which tokens are of unless they are limited. */
  readonly organization?: string | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

/** A running emulated platform. Machines are its child processes and end with it. */
export interface FlyEmulator {
  /** The Machines API, the web API beside it, and the registry below `/v2/`. */
  readonly apiUrl: string;
  /** Certificate (PEM) of the authority that signs the edges' certificates. */
  readonly caFile: string;
  /** A stand-in for flyctl that has this platform build and push: `deploy --build-only --push`. */
  readonly flyctlPath: string;
  /** Names of the apps there are. */
  apps(): string[];
  /** Address of an app from outside, `https://localhost:PORT`; the port stays the same over restarts. */
  edgeUrl(app: string): string;
  /** Makes an app; refuses a name that is taken. */
  createApp(app: NewApp): Promise<void>;
  /** Stages secrets, as a change by the Machines API does. */
  setSecrets(app: string, secrets: Readonly<Record<string, string>>): void;
  /** Adds a mishap for the next calls of the platform; one that could never strike is refused. */
  addMishap(mishap: Mishap): void;
  /** Removes all mishaps. What has become of machines by them stays. */
  clearMishaps(): void;
  /** The calls of the platform since the log was cleared, oldest first. */
  calls(): readonly LoggedCall[];
  /** Clears the log of calls, and with it the counts that mishaps go by. */
  clearCalls(): void;
  /** Changes how far reads may be behind writes. */
  setConsistency(change: Partial<Consistency>): void;
  /** The app's machines, as a list of the Machines API shows them. */
  machines(app: string): Machine[];
  /** Deletes an image from the registry, as the platform's pruning does. */
  pruneImage(digest: string): Promise<void>;
  /** Makes the platform behave in another of the ways that were reported, from now on. */
  setRules(rules: PlatformRules): void;
  /** Limits what a token may do; one that is not named here may do everything. */
  setToken(token: string, grant: TokenGrant): void;
  /** Breaks a machine's host, or repairs it. */
  setHost(app: string, id: string, status: Machine['host_status']): void;
  /** Has the proxy look now for machines to stop: at most one in each region, as on the platform. Ids of those it stopped. */
  autostopPass(app: string): Promise<readonly string[]>;
  /** Ends every machine process and stops listening. State stays; the next start brings the machines back. */
  close(): Promise<void>;
}

/** Starts the emulator over `dir`, bringing back the machines that ran when it was last ended. */
export async function startFlyEmulator(options: FlyEmulatorOptions): Promise<FlyEmulator> {
  const log = options.log ?? (() => undefined);
  const dir = resolve(options.dir);
  const timing: Timing = { scale: options.timeScale ?? 0.05, leases: options.leaseScale };
  const world = new World(dir);
  const images = new ImageStore(world);
  const authority = await openCertificateAuthority(join(dir, 'tls'));
  const volumes = new VolumeStore(world);
  const platform = new Platform({ world, images, timing, volumes });
  const apps = new AppService({
    world,
    platform,
    images,
    authority,
    log,
    firstEdgePort: options.edgePort ?? 0,
  });
  const mishaps = new MishapTable();
  for (const mishap of options.mishaps ?? []) mishaps.add(mishap);
  const calls = new CallLog();
  const reads = new Reads(platform, world);
  reads.change(options.consistency ?? {});
  await platform.resume();
  await apps.openEdges();
  const rateLimits = options.rateLimits ?? false;
  const parts = {
    world,
    apps,
    images,
    platform,
    volumes,
    mishaps,
    calls,
    reads,
    timing,
    rateLimits,
    log,
  };
  const api = await serveRoutes(apiRoutes(parts), options.apiPort ?? 0, {
    gate: openGate(parts),
    other: registryCalls({ world, images }),
  });
  const passes = options.autostop ? startAutostopPasses(platform, world, timing) : undefined;
  images.localHost = new URL(api.url).host;
  const flyctlPath = await writeFlyctl(dir, api.url);
  log(`Fly.io emulator (a test double, not Fly.io): API ${api.url}, flyctl ${flyctlPath}, state ${dir}`);

  return {
    apiUrl: api.url,
    caFile: authority.caFile,
    flyctlPath,
    apps: () => Object.keys(world.apps),
    edgeUrl: (app) => apps.edgeUrl(app),
    createApp: async (app) => {
      await apps.create(app);
      log(`app ${app.name} at ${apps.edgeUrl(app.name)}`);
    },
    setSecrets: (app, secrets) => apps.changeSecrets(app, secrets, []),
    addMishap: (mishap) => mishaps.add(mishap),
    clearMishaps: () => mishaps.clear(),
    calls: () => calls.list(),
    clearCalls: () => calls.clear(),
    setConsistency: (change) => reads.change(change),
    machines: (app) => platform.list(world.app(app).name),
    pruneImage: (digest) => images.prune(digest),
    setRules: (rules) => {
      world.rules = { ...rules };
    },
    setToken: (token, grant) => setToken(world, token, grant),
    setHost: (app, id, status) => platform.hosts.set(platform.record(app, id).machine.id, status),
    autostopPass: (app) => platform.autostop.pass(world.app(app).name),
    close: async () => {
      clearInterval(passes);
      await api.close();
      await apps.closeEdges();
      await platform.close();
    },
  };
}

/** Writes the wrapper; it names its Node.js, so that it does not matter which one is on PATH. */
async function writeFlyctl(dir: string, apiUrl: string): Promise<string> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./flyctl.${extension}`, import.meta.url));
  const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const path = join(dir, 'bin', 'flyctl');
  const variables = [
    `FLY_EMULATOR_API=${quote(apiUrl)}`,
    `NODE_COMPILE_CACHE=${quote(process.env['NODE_COMPILE_CACHE'] ?? join(dir, 'compile-cache'))}`,
  ];
  await mkdir(join(dir, 'bin'), { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh\n# the stand-in for flyctl of the Fly.io emulator (a test double)\n${variables.join(' ')} exec ${quote(process.execPath)} ${quote(script)} "$@"\n`,
  );
  await chmod(path, 0o755);
  return path;
}
