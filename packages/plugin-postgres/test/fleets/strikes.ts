/** Kills whoever takes part in a fleet, by a seed: a worker, whoever coordinates, the server; or drops the queue. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateStore } from '@paintbox/deploy-core';
import { lockStatus } from '@paintbox/deploy-core/run';
import { openPlainly } from '../postgres-rig.ts';
import type { TestServer } from '../postgres-rig.ts';
import type { Kept } from './kept-process.ts';

/** Who takes part, and by which numbers somebody is chosen. */
export interface Parts {
  readonly random: () => number;
  readonly server: TestServer;
  readonly url: string;
  readonly store: StateStore;
  readonly all: readonly Kept[];
}

/** Who is struck. */
export type Strike = 'a worker' | 'the coordinator' | 'PostgreSQL' | 'the queue';

const KINDS: readonly Strike[] = ['a worker', 'a worker', 'the coordinator', 'PostgreSQL'];

/** Any of them but the queue. */
export function anybody(random: () => number): Strike {
  return KINDS[Math.floor(random() * KINDS.length)] ?? 'a worker';
}

/** Strikes; false when there is nobody to strike now. */
export async function strike(kind: Strike, { random, server, url, store, all }: Parts): Promise<boolean> {
  switch (kind) {
    case 'PostgreSQL':
      await server.kill();
      await sleep(random() * 1_000);
      await server.start();
      return true;
    case 'the queue': {
      await using plain = openPlainly(url);
      // It may be made again at this very moment.
      await plain.script('drop schema if exists paintbox_crew_1 cascade').catch(() => undefined);
      return true;
    }
    case 'the coordinator': {
      // Workers coordinate as well: whoever has the lock.
      const pid = (await lockStatus(store))?.entry.process.pid;
      const leader = all.find((one) => one.pid === pid) ?? all.find(({ role }) => role === 'lead');
      return kill(leader);
    }
    default: {
      const workers = all.filter(({ role }) => role === 'work');
      return kill(workers[Math.floor(random() * workers.length)]);
    }
  }
}

function kill(one: Kept | undefined): boolean {
  if (one?.isUp() !== true) return false;
  one.signal('SIGKILL');
  return true;
}
