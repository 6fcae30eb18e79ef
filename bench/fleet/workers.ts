/** Members per second with 1, 2 and 4 workers, each a process, on one PostgreSQL. Members only wait, so that two cores are enough. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { findPostgres, startPostgres } from '../../packages/plugin-postgres/test/postgres-rig.ts';
import { printTable } from '../print-table.ts';
import type { WaitingOptions } from './waiting-fleet.ts';

const PROCESS = fileURLToPath(new URL('./waiting-fleet.ts', import.meta.url));
const WORKERS = [1, 2, 4];
const MEMBERS = 80;
const AT_ONCE = 4;
const WAIT_MS = 2_000;
const RUN = '20261128-120000-abcdef12';

/** Measures, and prints. */
export async function printWorkers(): Promise<void> {
  const found = await findPostgres();
  if ('missing' in found) return console.log(`workers are not measured: ${found.missing}`);
  await using server = await startPostgres(found.programs);
  const rows: string[][] = [];
  let alone = 0;
  for (const workers of WORKERS) {
    const perSecond = MEMBERS / (await seconds(workers, await server.database()));
    alone ||= perSecond;
    const most = (workers * AT_ONCE * 1_000) / WAIT_MS;
    rows.push([
      String(workers),
      perSecond.toFixed(2),
      (perSecond / alone).toFixed(2),
      (perSecond / most).toFixed(2),
    ]);
  }
  const what = `workers, ${AT_ONCE} members at once each`;
  printTable([what, 'members/s', '÷ one worker', '÷ nothing but waits'], rows);
}

/** From the first hand-out to the last end, by the journal. */
async function seconds(workers: number, url: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-workers-'));
  const options = { url, folder, runId: RUN, members: MEMBERS, atOnce: AT_ONCE, waitMs: WAIT_MS };
  const crew: ChildProcess[] = [];
  try {
    for (let number = 0; number < workers; number += 1) crew.push(await worker(options));
    const lead = fork(PROCESS, ['lead', JSON.stringify(options)]);
    const [code] = (await once(lead, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the coordinator ended with ${code}`);
    const times: number[] = [];
    let exitCode: number | undefined;
    for await (const { event } of readFleetJournal(fileStore(join(folder, 'fleet')), RUN)) {
      if (event.type === 'member.handed' || event.type === 'member.ended') times.push(Date.parse(event.ts));
      if (event.type === 'fleet.ended') exitCode = event.exitCode;
    }
    if (exitCode !== 0) throw new Error(`the fleet ended with ${exitCode}`);
    return (Math.max(...times) - Math.min(...times)) / 1_000;
  } finally {
    for (const child of crew) {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

async function worker(options: WaitingOptions): Promise<ChildProcess> {
  const child = fork(PROCESS, ['work', JSON.stringify(options)]);
  await once(child, 'message');
  return child;
}
