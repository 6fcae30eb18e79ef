/**
 * A fleet on PostgreSQL from Debian's packages, while workers, who lead as well, the coordinator and the server are killed, and the queue is dropped. Whatever dies: each
 * hand-out ends once, no member has two runs at the same time, the bound on bad members holds at every line, and what runs is what the journal says.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fleetState, readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../../../test/seeded.ts';
import { postgres } from '../../src/index.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';
import type { TestServer } from '../postgres-rig.ts';
import { NEW, OLD, appsOf, imageOf } from './fixtures/shop.ts';
import type { ShopOptions } from './fixtures/shop.ts';

const PROCESS = join(import.meta.dirname, 'fixtures/fleet-process.ts');
/** `proof fleets` plays all; by hand there is one of each kind. */
const inFull = process.env['PAINTBOX_PROOF'] === 'all';
const SEEDS = Array.from({ length: inFull ? 30 : 2 }, (_, index) => index + 1);
const MEMBERS = inFull ? 1_000 : 120;
const WORKERS = 3;
const EVERY_MS = 2_000;

/** A process that is started again whenever it is killed or fails. */
interface Kept {
  child: ChildProcess;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

function keep(role: string, options: ShopOptions, stopped: () => boolean): Kept {
  const { promise, resolve } = Promise.withResolvers<void>();
  const kept: Kept = { child: start(role, options), ended: promise };
  const watch = (child: ChildProcess): void => {
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else if (!stopped()) setTimeout(again, 300);
    });
  };
  const again = (): void => {
    if (stopped()) return;
    kept.child = start(role, options);
    watch(kept.child);
  };
  watch(kept.child);
  return kept;
}

function start(role: string, options: ShopOptions): ChildProcess {
  return spawn(process.execPath, [PROCESS, role, JSON.stringify(options)], { stdio: 'ignore' });
}

/** Kills somebody, by the seed. */
async function strike(
  random: () => number,
  server: TestServer,
  options: ShopOptions,
  all: readonly Kept[],
): Promise<string> {
  const chosen = Math.floor(random() * 5);
  if (chosen === 3) {
    await server.kill();
    await sleep(random() * 1_000);
    await server.start();
    return 'PostgreSQL';
  }
  if (chosen === 4) {
    await using plain = openPlainly(options.url);
    // It may be made again at this very moment.
    await plain.script('drop schema if exists paintbox_crew_1 cascade').catch(() => undefined);
    return 'the queue';
  }
  const one = all[Math.floor(random() * all.length)];
  one?.child.kill('SIGKILL');
  return 'a process';
}

/** Plays a fleet to its end, and returns the events of its journal. */
async function play(seed: number, server: TestServer, options: ShopOptions): Promise<readonly FleetEvent[]> {
  const random = seeded(seed);
  let stop = false;
  const stopped = (): boolean => stop;
  const workers = Array.from({ length: WORKERS }, () => keep('work', options, stopped));
  const coordinator = keep('lead', options, stopped);
  const strikes: string[] = [];
  const over = coordinator.ended.then(() => true);
  try {
    while (!(await Promise.race([over, sleep(EVERY_MS, false)]))) {
      strikes.push(await strike(random, server, options, [coordinator, ...workers]));
    }
  } finally {
    // Also when the server could not be started again: nobody is started any more.
    stop = true;
    for (const { child } of [coordinator, ...workers]) {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
        await once(child, 'exit');
    }
  }
  process.stdout.write(`seed ${seed}: ${strikes.length} strikes (${[...new Set(strikes)].join(', ')})\n`);
  const place = { app: 'fleet-shops', environment: 'production', env: {} };
  const store =
    options.state === 'postgres'
      ? postgres({ url: options.url })(place)
      : fileStore(join(options.folder, 'fleet'));
  const events: FleetEvent[] = [];
  for await (const { event } of readFleetJournal(store, options.runId)) events.push(event);
  return events;
}

/** No hand-out ends twice, and the bound holds at every line. */
function assertBounded(events: readonly FleetEvent[]): void {
  const ended = events.flatMap((event) => (event.type === 'member.ended' ? [event.handOut] : []));
  assert.is(new Set(ended).size, ended.length, 'a hand-out ended twice');
  const started = events.find(({ type }) => type === 'fleet.started');
  assert.ok(started?.type === 'fleet.started');
  const waveOf = new Map(
    events
      .flatMap((event) => (event.type === 'fleet.members' ? event.members : []))
      .map(({ app, wave }) => [app, wave]),
  );
  const rules = new Map(started.waves.map((wave) => [wave.name, wave]));
  const bad = new Map<string, number>();
  const running = new Map<string, number>();
  const add = (counts: Map<string, number>, wave: string, by: number): void =>
    void counts.set(wave, (counts.get(wave) ?? 0) + by);
  const releases = new Set<number>();
  for (const event of events) {
    if (event.type !== 'member.handed' && event.type !== 'member.ended') continue;
    const rule = rules.get(waveOf.get(event.app) ?? '');
    if (rule === undefined) throw new Error(`${event.app} is in no wave`);
    if (event.type === 'member.handed' && event.goal === 'release') {
      releases.add(event.handOut);
      add(running, rule.name, 1);
    }
    if (event.type === 'member.ended' && releases.has(event.handOut)) {
      add(running, rule.name, -1);
      if (!['good', 'moved', 'refused'].includes(event.end)) add(bad, rule.name, 1);
    }
    const most = rule.strict ? rule.tolerate + 1 : rule.tolerate + rule.atOnce;
    const now = (bad.get(rule.name) ?? 0) + (running.get(rule.name) ?? 0);
    assert.ok(now <= most, `wave ${rule.name}: ${now} bad or under way, at most ${most}`);
  }
}

/** Changes of one member never overlap, except with one that a kill cut short. */
async function assertOneAtATime(folder: string): Promise<void> {
  const lines = (await readFile(join(folder, 'changes'), 'utf8')).split('\n').filter((line) => line !== '');
  const open = new Map<string, string>();
  for (const line of lines) {
    const [what = '', app = '', by = ''] = line.split(' ');
    if (what === 'begin') open.set(app, by);
    // The end of one that another has overtaken.
    else assert.is(open.get(app), by, `two processes changed ${app} at the same time`);
  }
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`fleets on PostgreSQL (${debian.missing})`);
} else {
  for (const seed of SEEDS) {
    const broken = seed % 2 === 0;
    const state = seed % 4 < 2 ? 'postgres' : 'folder';
    test(`a ${broken ? 'broken' : 'good'} release for ${MEMBERS} members, its journal in ${state}, seed ${seed}`, async () => {
      await using server = await startPostgres(debian.programs);
      const folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-'));
      try {
        const apps = appsOf(MEMBERS);
        // Of every nine one: the first wave may be good by chance, and then a later one is not.
        const bad = broken ? apps.filter((_, index) => index % 9 === seed % 9) : [];
        const runId = `20260101-000000-${String(seed).padStart(8, '0')}`;
        const options = {
          url: await server.database(),
          folder,
          runId,
          members: MEMBERS,
          bad,
          state,
        } as const;

        const events = await play(seed, server, options);

        const final = fleetState(events);
        assertBounded(events);
        await assertOneAtATime(folder);
        assert.is(final.ended?.exitCode, broken ? 3 : 0, final.ended?.because);
        for (const { app, status } of final.members.values()) {
          const runs = await imageOf(folder, app);
          assert.is(runs, status === 'good' ? NEW : OLD, `${app} is ${status}`);
          assert.ok(['good', 'bad', 'back', 'waiting'].includes(status), `${app} is ${status}`);
        }
        if (!broken)
          assert.is([...final.members.values()].filter(({ status }) => status === 'good').length, MEMBERS);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
}

test.run();
