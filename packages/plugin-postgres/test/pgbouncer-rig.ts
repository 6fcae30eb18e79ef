/** PgBouncer from Debian's packages, in transaction mode: each transaction may get another connection, so nothing of a session holds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canInstall, commandPath, install } from '../../../test/debian.ts';
import { freePort } from '../../../test/free-port.ts';
import { openServer } from '../src/database/server.ts';

/** A running pooler. */
export interface TestBouncer extends AsyncDisposable {
  /** The address of the database through it. */
  readonly url: string;
}

/** Debian keeps it where only root looks. */
const PLACE = '/usr/sbin/pgbouncer';
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Where it is, installed where that is allowed; or why there is none. */
export async function findPgBouncer(): Promise<{ readonly path: string } | { readonly missing: string }> {
  const found = commandPath('pgbouncer') ?? commandPath(PLACE.slice(1));
  if (found !== undefined) return { path: found };
  if (!canInstall()) return { missing: 'PgBouncer is missing, and only root of a Debian can install it' };
  try {
    await install('pgbouncer');
    return { path: PLACE };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** Starts one before the server of a database, with a single connection to it, from which every transaction takes what the one before has left. */
export async function startPgBouncer(path: string, url: string): Promise<TestBouncer> {
  const home = await mkdtemp(join(tmpdir(), 'paintbox-pgbouncer-'));
  if (NOBODY.uid !== undefined) await chown(home, NOBODY.uid, NOBODY.gid);
  const { port: server, pathname, username } = new URL(url);
  const port = await freePort();
  const config = join(home, 'pgbouncer.ini');
  const users = join(home, 'users.txt');
  await writeFile(users, `"${username}" ""\n`);
  await writeFile(
    config,
    `[databases]
${pathname.slice(1)} = host=127.0.0.1 port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 1
max_client_conn = 200
server_reset_query = DISCARD ALL
server_reset_query_always = 1
`,
  );
  const child = spawn(path, ['-q', config], { cwd: home, ...NOBODY, stdio: 'ignore' });
  const through = `postgresql://${username}@127.0.0.1:${port}${pathname}`;
  await answers(through);
  return {
    url: through,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  const database = openServer(url, 'the pooler');
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        await database.query({ sql: 'select 1' });
        return;
      } catch (error) {
        if (tries === 600) throw error;
        await sleep(100);
      }
    }
  } finally {
    await database.close();
  }
}
