/**
 * What a coordinator keeps in memory, by the number of members: its whole run, with a journal on the disk, and members that end at once with as many checks as those of
 * the example app. `node coordinator-memory.ts MEMBERS` is one process, because a full heap does not become small again.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { promisify } from 'node:util';
import { defineFleet, planFleet, startFleet, wave } from '@paintbox/deploy-core/fleet';
import type { Fleet, FleetWorld } from '@paintbox/deploy-core/fleet';
import type { CheckResult } from '@paintbox/deploy-core';
import { fileStore } from '@paintbox/deploy-core/run';
import { fakeClock } from '@paintbox/deploy-core/testing';
import { judgeWave, memberOf } from '@paintbox/deploy-plugin-checks';
import { memoryPlace } from '../../packages/core/test/fleet/memory-dispenser.ts';
import { deploy } from '../../packages/core/test/fleet/pipelines.ts';
import { printTable } from '../print-table.ts';

const SELF = fileURLToPath(import.meta.url);
const SIZES = [1_000, 5_000];
/** As the example app has: 67 of 420 bytes. */
const CHECKS = 67;
const START = '2026-11-28T12:00:00Z';

interface Memory {
  readonly members: number;
  /** The heap after a collection, above what it was before the plan: when a tenth of the members has ended. */
  readonly earlyMb: number;
  /** The same, between any two members: the most it was. */
  readonly keptMb: number;
  /** The most that was resident, above what it was before the plan: judging the last wave included. */
  readonly peakMb: number;
  readonly mostPutAtOnce: number;
}

/** Measures, and prints. */
export async function printCoordinatorMemory(): Promise<void> {
  const rows: string[][] = [];
  for (const size of SIZES) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', SELF, String(size)], {
      timeout: 600_000,
    });
    const { members, earlyMb, keptMb, peakMb, mostPutAtOnce } = JSON.parse(stdout) as Memory;
    rows.push([
      members.toLocaleString('en'),
      earlyMb.toFixed(1),
      keptMb.toFixed(1),
      ((keptMb * 1e6) / members).toFixed(0),
      peakMb.toFixed(0),
      String(mostPutAtOnce),
    ]);
  }
  printTable(
    ['members', 'MB after a tenth', 'most MB', 'bytes a member', 'peak MB', 'jobs put in at once'],
    rows,
  );
}

const asked = Number(process.argv[2]);
if (process.argv[1] === SELF && asked > 0) process.stdout.write(JSON.stringify(await measured(asked)));

async function measured(members: number): Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-coordinator-'));
  const [store, clock] = [fileStore(folder), fakeClock({ start: START })];
  const dispenser = await memoryPlace().open();
  let mostPutAtOnce = 0;
  const put: typeof dispenser.put = (jobs) => {
    mostPutAtOnce = Math.max(mostPutAtOnce, jobs.length);
    return dispenser.put(jobs);
  };
  collect();
  const before = process.memoryUsage();
  const fleet = fleetOf(members);
  const plan = await planFleet(fleet, {
    environment: 'production',
    env: {},
    now: clock.now(),
    image: `shop@sha256:${'1'.repeat(64)}`,
  });
  const run = await startFleet(
    fleet,
    plan,
    { runId: '20261128-120000-abcdef12' },
    {
      store,
      clock,
      dispenser: { ...dispenser, put },
      world: endedWorld(),
      signal: new AbortController().signal,
    },
  );
  let [early, kept] = [0, 0];
  for (let round = 0; (await run.advance()) !== undefined; round += 1) {
    for (let job = await dispenser.take(); job !== undefined; job = await dispenser.take())
      await dispenser.done(job);
    if (round % 50 > 0) continue;
    collect();
    const now = process.memoryUsage().heapUsed - before.heapUsed;
    if (run.state.handOuts <= members / 10) early = Math.max(early, now);
    kept = Math.max(kept, now);
  }
  await run.close();
  await rm(folder, { recursive: true, force: true });
  return {
    members,
    earlyMb: early / 1e6,
    keptMb: kept / 1e6,
    peakMb: (process.resourceUsage().maxRSS * 1024 - before.rss) / 1e6,
    mostPutAtOnce,
  };
}

function fleetOf(members: number): Fleet {
  return defineFleet('shops', {
    members: Array.from({ length: members }, (_, index) => ({
      app: `shop-${index}`,
      labels: { region: `region-${index % 18}`, tier: index % 20 === 0 ? 'paid' : 'free' },
      url: `https://shop-${index}.example`,
    })),
    pipeline: deploy,
    waves: [wave('first', { count: 5 }), wave('early', { count: 50 }), wave('rest')],
    judge: judgeWave,
    evidence: memberOf,
  });
}

/** Every hand-out has ended well. */
function endedWorld(): FleetWorld {
  return {
    build: () => Promise.reject(new Error('the image was given')),
    endOf: async ({ handOut }) => ({
      end: 'good',
      run: `run-${handOut}`,
      last: 'f'.repeat(64),
      because: 'succeeded',
    }),
    recordOf: async ({ app }) => ({
      schema: 'paintbox.run/1',
      runId: 'run',
      pipeline: 'deploy',
      environment: 'production',
      app,
      status: 'succeeded',
      url: `https://${app}.example`,
      exitCode: 0,
      startedAt: START,
      endedAt: START,
      durationMs: 0,
      stages: [],
      checks: Array.from({ length: CHECKS }, (_, index) => checkOf(app, index)),
    }),
  };
}

function checkOf(app: string, index: number): CheckResult {
  return {
    id: `group.check-${index}`,
    target: `https://${app}.example/path-${index}`,
    verdict: 'pass',
    critical: true,
    message: `the answer of ${app} to question ${index} is as it has to be`,
    evidence: { status: 200, ms: index, body: `${app}-${index}-`.padEnd(180, 'x') },
  };
}
