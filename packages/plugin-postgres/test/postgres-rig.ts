/** A PostgreSQL from Debian's packages on loopback, in a folder that is gone afterwards. It never runs as root: PostgreSQL refuses that. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, glob, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canInstall, install } from '../../../test/debian.ts';
import { endWithSignal } from '../../../test/end-with-signal.ts';
import { freePort } from '../../../test/free-port.ts';
import { openServer } from '../src/database/server.ts';
import type { Database } from '../src/database/database.ts';

/** Who may run a server: `nobody`, where the tests run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const USER = 'paintbox';

/** A running server. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** The address of a new, empty database. */
  database(): Promise<string>;
  /** Ends every process of it at once, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
}

/** The folder of the server's programs; or why there is none. */
export async function findPostgres(): Promise<{ readonly programs: string } | { readonly missing: string }> {
  const found = await programs();
  if (found !== undefined) return { programs: found };
  if (!canInstall()) return { missing: 'PostgreSQL is missing, and only root of a Debian can install it' };
  try {
    await install('postgresql');
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
  const installed = await programs();
  return installed === undefined ? { missing: 'its package left no PostgreSQL' } : { programs: installed };
}

async function programs(): Promise<string | undefined> {
  const found: string[] = [];
  for await (const path of glob('/usr/lib/postgresql/*/bin/postgres')) found.push(dirname(path));
  return found.sort().at(-1);
}

/** Starts a server with settings such as `max_connections=50`. */
export async function startPostgres(folder: string, settings: readonly string[] = []): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'paintbox-postgres-'));
  endWithSignal(home);
  if (NOBODY.uid !== undefined) await chown(home, NOBODY.uid, NOBODY.gid);
  const data = join(home, 'data');
  const options = { cwd: home, ...NOBODY, env: environment() };
  const made = ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await ended(spawn(join(folder, 'initdb'), made, { ...options, stdio: 'ignore' }), 'initdb');
  const port = await freePort();
  // Nothing here survives a power cut anyway; a killed process loses nothing without fsync.
  const given = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    ...settings,
  ];
  const words = ['-D', data, ...given.flatMap((setting) => ['-c', setting])];
  let server: ChildProcess | undefined;
  const isRunning = (): boolean => server?.exitCode === null && server.signalCode === null;
  const start = async (): Promise<void> => {
    for (let tries = 0; tries < 50; tries += 1) {
      server = spawn(join(folder, 'postgres'), words, { ...options, stdio: 'ignore', detached: true });
      if (await answers(port, isRunning)) return;
      // The processes of one that was killed may still hold its memory for a moment; then it ends at once.
      await sleep(200);
    }
    throw new Error('PostgreSQL does not start');
  };
  const kill = async (): Promise<void> => {
    if (server?.pid === undefined || !isRunning()) return;
    const gone = once(server, 'exit');
    // All of its processes: they are a group of their own.
    process.kill(-server.pid, 'SIGKILL');
    await gone;
    await rm(join(data, 'postmaster.pid'), { force: true });
  };
  const all = openServer(`postgresql://${USER}@127.0.0.1:${port}/postgres`, 'the test server');
  let databases = 0;
  await start();
  return {
    port,
    kill,
    start,
    async database() {
      databases += 1;
      await all.query({ sql: `create database test_${databases}` });
      return `postgresql://${USER}@127.0.0.1:${port}/test_${databases}`;
    },
    async [Symbol.asyncDispose]() {
      await all.close();
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Opens a database past the plugin, to look at it. */
export function openPlainly(url: string): Database & AsyncDisposable {
  const database = openServer(url, 'the test database');
  return { ...database, [Symbol.asyncDispose]: () => database.close() };
}

/** Little of ours: only what the runner of the tests finds left-over processes by. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, PAINTBOX_TEST_FILE } = process.env;
  return { PATH, PAINTBOX_TEST_FILE, LC_ALL: 'C', TZ: 'UTC' };
}

/** True when the server answers, false when it has ended before. */
async function answers(port: number, isRunning: () => boolean): Promise<boolean> {
  const database = openServer(`postgresql://${USER}@127.0.0.1:${port}/postgres`, 'the test server');
  try {
    for (let tries = 0; isRunning(); tries += 1) {
      try {
        await database.query({ sql: 'select 1' });
        return true;
      } catch (error) {
        if (tries === 600) throw error;
        await sleep(100);
      }
    }
    return false;
  } finally {
    await database.close();
  }
}

async function ended(child: ChildProcess, name: string): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
}
