/** What must not be in the journal of a fleet, in those of its members, or in the world; whatever was killed. Each violation is a sentence. */
import type { StateStore } from '@paintbox/deploy-core';
import { fleetState } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { listRuns, readState } from '@paintbox/deploy-core/run';
import { NEW, OLD, imageOf, memberStore } from './fixtures/shop.ts';
import type { ShopOptions } from './fixtures/shop.ts';
import { overlaps, readWitness } from './fixtures/witness.ts';
import type { Seen } from './fixtures/witness.ts';

/** Everything that is wrong, after kills, or after stops: one that was stopped may say that it goes on, and must not change anything. */
export async function violations(
  events: readonly FleetEvent[],
  options: Pick<ShopOptions, 'folder' | 'members' | 'bad'>,
  after: 'kills' | 'stops' = 'kills',
): Promise<readonly string[]> {
  const told: readonly Seen['what'][] = after === 'kills' ? ['change', 'end'] : ['change'];
  return [
    ...journalViolations(events),
    ...overlaps(readWitness(options.folder), told),
    ...(await runViolations(events, (app) => memberStore(options.folder, app))),
    ...(await endViolations(events, options)),
  ];
}

/** What is wrong by the journal of the fleet alone. */
export function journalViolations(events: readonly FleetEvent[]): readonly string[] {
  return [...handOutViolations(events), ...boundViolations(events)];
}

/** A hand-out ends once; a member is given the release once; nothing is released after the stop. */
function handOutViolations(events: readonly FleetEvent[]): readonly string[] {
  const wrong: string[] = [];
  const ended = new Set<number>();
  const released = new Set<string>();
  let stopped = false;
  for (const event of events) {
    if (event.type === 'fleet.stopped') stopped = true;
    if (event.type === 'member.ended') {
      if (ended.has(event.handOut)) wrong.push(`hand-out ${event.handOut} of ${event.app} ends twice`);
      ended.add(event.handOut);
      // Nothing was done: it is given the release once more.
      if (event.end === 'throttled') released.delete(event.app);
    }
    if (event.type === 'member.handed' && event.goal === 'release') {
      if (stopped) wrong.push(`${event.app} is given the release after the stop`);
      if (released.has(event.app)) wrong.push(`${event.app} is given the release twice`);
      released.add(event.app);
    }
  }
  return wrong;
}

/** At every line, bad members and those under way are no more than the plan of their wave says. */
function boundViolations(events: readonly FleetEvent[]): readonly string[] {
  const started = events.find((event) => event.type === 'fleet.started');
  if (started === undefined) return ['the journal has no beginning'];
  const rules = new Map(started.waves.map((rule) => [rule.name, rule]));
  const waveOf = new Map<string, string | null>();
  const bad = new Map<string, number>();
  const running = new Map<string, number>();
  const releases = new Set<number>();
  const wrong: string[] = [];
  for (const event of events) {
    if (event.type === 'fleet.members') for (const { app, wave } of event.members) waveOf.set(app, wave);
    if (event.type !== 'member.handed' && event.type !== 'member.ended') continue;
    const rule = rules.get(waveOf.get(event.app) ?? '');
    if (rule === undefined) return [`${event.app} is in no wave`];
    const { name, strict, tolerate, atOnce } = rule;
    const add = (counts: Map<string, number>, by: number): unknown =>
      counts.set(name, (counts.get(name) ?? 0) + by);
    if (event.type === 'member.handed' && event.goal === 'release') {
      releases.add(event.handOut);
      add(running, 1);
    }
    if (event.type === 'member.ended' && releases.delete(event.handOut)) {
      add(running, -1);
      if (!['good', 'moved', 'refused', 'throttled'].includes(event.end)) add(bad, 1);
    }
    const now = (bad.get(name) ?? 0) + (running.get(name) ?? 0);
    const most = strict ? tolerate + 1 : tolerate + atOnce;
    if (now > most) wrong.push(`wave ${name}: ${now} bad or under way, at most ${most}`);
  }
  return wrong;
}

/** In the journals of the members, each hand-out has one run with a verdict, the fleet knows of it, and no two runs were under way at the same time. */
export async function runViolations(
  events: readonly FleetEvent[],
  storeOf: (app: string) => StateStore,
): Promise<readonly string[]> {
  const known = new Map(
    events.flatMap((event) => (event.type === 'member.ended' ? [[event.handOut, event.run]] : [])),
  );
  const fleetRun = events[0]?.runId ?? '';
  const apps = events.flatMap((event) => (event.type === 'fleet.members' ? event.members : []));
  const wrong: string[] = [];
  for (const { app } of apps) {
    const runs = await runsOf(storeOf(app));
    const ended = runs.filter(({ name, died }) => name?.startsWith(`${fleetRun}/`) === true && !died);
    for (const [name, same] of Map.groupBy(ended, (run) => run.name)) {
      if (same.length > 1) wrong.push(`hand-out ${name} of ${app} has ${same.length} runs`);
      const run = known.get(Number(name?.split('/')[1]));
      if (run !== same[0]?.runId) wrong.push(`hand-out ${name} of ${app} ended as ${run}`);
    }
    const locked = runs.filter(({ locks }) => locks);
    for (const [index, { runId, from }] of locked.entries()) {
      const before = locked[index - 1];
      if (before !== undefined && before.until > from)
        wrong.push(`${app}: ${runId} began before ${before.runId} had ended`);
    }
  }
  return wrong;
}

interface EndedRun {
  readonly runId: string;
  /** The hand-out that it was for. */
  readonly name: string | undefined;
  /** It was killed, and taken back by another one. */
  readonly died: boolean;
  readonly locks: boolean;
  readonly from: string;
  readonly until: string;
}

/** The runs of a member that have a verdict, oldest first. */
async function runsOf(store: StateStore): Promise<readonly EndedRun[]> {
  const runs: EndedRun[] = [];
  for (const runId of await listRuns(store)) {
    const { started, verdict } = await readState(store, runId);
    if (started === undefined || verdict === undefined) continue;
    const died = verdict.error?.code === 'RUN_DIED';
    const locks = started.token !== null;
    runs.push({ runId, name: started.handOut, died, locks, from: started.ts, until: verdict.ts });
  }
  return runs.sort((one, other) => (one.from < other.from ? -1 : 1));
}

/** Good members run the new image and everybody else the old one; without bad members everybody is good. */
async function endViolations(
  events: readonly FleetEvent[],
  { folder, members, bad }: Pick<ShopOptions, 'folder' | 'members' | 'bad'>,
): Promise<readonly string[]> {
  const final = fleetState(events);
  const code = bad.length > 0 ? 3 : 0;
  const wrong: string[] = [];
  if (final.ended?.exitCode !== code)
    wrong.push(`the fleet ends with ${final.ended?.exitCode}, not ${code}: ${final.ended?.because}`);
  if (final.members.size !== members) wrong.push(`${final.members.size} members, not ${members}`);
  const broken = new Set(bad);
  for (const { app, status } of final.members.values()) {
    const right = code === 0 ? ['good'] : broken.has(app) ? ['bad', 'waiting'] : ['good', 'back', 'waiting'];
    if (!right.includes(status)) wrong.push(`${app} is ${status}`);
    const runs = await imageOf(folder, app);
    if (runs !== (status === 'good' ? NEW : OLD)) wrong.push(`${app} is ${status} and runs ${runs}`);
  }
  return wrong;
}
