/** Processes of a fleet of files that are started again whenever they are killed or fail. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopOptions } from './fixtures/shop.ts';

const PROCESS = join(import.meta.dirname, 'fixtures/fleet-process.ts');
/** Between a death and the next start, in ms. */
const AGAIN_MS = 300;

/** One of them. */
export interface Kept {
  readonly role: 'work' | 'lead';
  /** The present process. */
  readonly pid: number | undefined;
  /** True once it has begun: on a busy machine, those that are killed while they load would never get to anything. */
  isUp(): boolean;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it, for good. */
  end(): Promise<void>;
}

export function keep(role: Kept['role'], options: ShopOptions): Kept {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let over = false;
  let child: ChildProcess;
  const start = (): void => {
    child = spawn(process.execPath, [PROCESS, role, JSON.stringify(options)], {
      stdio: 'ignore',
      // Most of what they do is to start.
      env: { ...process.env, NODE_COMPILE_CACHE: join(options.folder, 'compiled') },
    });
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else if (!over) setTimeout(again, AGAIN_MS);
    });
  };
  const again = (): void => {
    if (!over) start();
  };
  start();
  return {
    role,
    ended,
    get pid() {
      return child.pid;
    },
    isUp: () => child.pid !== undefined && pidsUp(options.folder).has(child.pid),
    signal: (name) => void child.kill(name),
    async end() {
      over = true;
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
        await once(child, 'exit');
    },
  };
}

function pidsUp(folder: string): ReadonlySet<number> {
  const file = join(folder, 'up');
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').map(Number) : []);
}
