/**
 * Twenty members with the pipeline of `paintbox.fleet.config.ts`, on emulated apps, handed out over PostgreSQL from Debian's packages to workers of the real command line,
 * while workers, whoever coordinates and the server are killed and the queue is dropped. `node real-members.proof.ts 4 20`: four releases, twenty members; every
 * second release is broken: first on one member of the second wave, which is taken back while the first one is asked again, then on every member.
 */
import { fleetState } from '@paintbox/deploy-core/fleet';
import type { FleetEvent, MemberState } from '@paintbox/deploy-core/fleet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  journalViolations,
  runViolations,
} from '../../../packages/plugin-postgres/test/fleets/violations.ts';
import { findPostgres } from '../../../packages/plugin-postgres/test/postgres-rig.ts';
import { seeded } from '../../seeded.ts';
import { openRealFleet } from './real-fleet.ts';
import type { RealFleet } from './real-fleet.ts';

const [runs = '4', members = '20'] = process.argv.slice(2);
const WORKERS = 3;
const EVERY_MS = 5_000;
/** The wave of the fleet in which a member is bad, and which member of it: those before are good by then. */
const SECOND_WAVE = { name: 'third', member: 4 };
/** Of every second release; each is another image, because one that was taken back is held. */
const FAULTS = ['empty-jwks', 'http-500', 'private-key-leak'] as const;

/** What is wrong with an app: several builds, machines that nobody accounts for, an image that its list does not say, no keys. */
async function appViolations(
  fleet: RealFleet,
  { app, status }: MemberState,
  right: string | undefined,
): Promise<readonly string[]> {
  const machines = await fleet.machines(app);
  const managed = machines.filter((machine) => machine.managed && machine.role !== 'command');
  const builds = new Set(managed.map(({ buildId, digest }) => `${buildId} ${digest}`));
  const wrong: string[] = [];
  if (builds.size > 1) wrong.push(`${builds.size} builds`);
  if (managed.some(({ state, cordoned }) => state !== 'started' || cordoned)) wrong.push('not all serve');
  if (managed.some(({ digest }) => right === undefined || !right.endsWith(digest)))
    wrong.push('another image');
  if (right !== undefined && managed.length !== 2) wrong.push(`${managed.length} machines`);
  for (const { id, managed: serves, role, state } of machines)
    if (!serves && role !== 'command' && !(role === 'way-back' && state === 'stopped'))
      wrong.push(`machine ${id} is a ${role} and ${state}`);
  if (right !== undefined && (await fleet.keys(app)) !== 1) wrong.push('not one key is served');
  return wrong.map((sentence) => `${app}, ${status}: ${sentence}`);
}

async function allViolations(
  fleet: RealFleet,
  events: readonly FleetEvent[],
  code: number,
  running: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const state = fleetState(events);
  const wrong = [...journalViolations(events), ...(await runViolations(events, (app) => fleet.storeOf(app)))];
  if (state.ended?.exitCode !== code)
    wrong.push(`it ends with ${state.ended?.exitCode}: ${state.ended?.because}`);
  const names = [...state.waves.keys()];
  const until = state.stopped === undefined ? names.length : names.indexOf(state.stopped.wave);
  for (const member of state.members.values()) {
    // Waves before the one that was stopped are good; the stopped one and those after it run what they ran before.
    const good = names.indexOf(member.wave ?? '') < until;
    const right = good ? ['good'] : ['bad', 'back', 'waiting'];
    if (!right.includes(member.status)) wrong.push(`${member.app} is ${member.status}`);
    wrong.push(...(await appViolations(fleet, member, running.get(member.app))));
  }
  return wrong;
}

/** One member of the second wave, by the journal of an earlier run: its waves are the same each time. */
function oneOfSecondWave(events: readonly FleetEvent[]): readonly string[] {
  const members = fleetState(events).waves.get(SECOND_WAVE.name)?.members ?? [];
  return members.slice(SECOND_WAVE.member, SECOND_WAVE.member + 1);
}

function counts(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word} ${all.length}`).join(', ');
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`real members (${debian.missing})`);
} else {
  test(`${members} members with the real pipeline, ${runs} releases under kills`, async () => {
    await using fleet = await openRealFleet(debian.programs, Number(members));
    /** What each app runs. */
    const running = new Map<string, string>();
    let earlier: readonly FleetEvent[] = [];
    let all: readonly string[] = [];
    for (let seed = 1; seed <= Number(runs); seed += 1) {
      const fault = seed % 2 === 0 ? FAULTS[(seed / 2 - 1) % FAULTS.length] : undefined;
      const on = fault !== undefined && seed % 4 === 2 ? oneOfSecondWave(earlier) : undefined;
      const began = performance.now();

      const { events, strikes } = await fleet.play({
        random: seeded(seed),
        fault,
        on,
        workers: WORKERS,
        everyMs: EVERY_MS,
      });

      const { members: ends, image, ended } = fleetState(events);
      for (const { app, status } of ends.values()) if (status === 'good') running.set(app, image ?? '');
      const found = await allViolations(fleet, events, fault === undefined ? 0 : 3, running);
      all = [...all, ...found];
      earlier = events;
      const release = fault === undefined ? 'good' : `${fault} on ${on?.join(', ') ?? 'all'}`;
      const lists = counts([...ends.values()].map(({ status }) => status));
      const handOuts = events.filter(({ type }) => type === 'member.ended').length;
      process.stdout.write(
        `seed ${seed}, ${release}: ended ${ended?.exitCode} (${lists}), ${handOuts} hand-outs ended, ${strikes.length} strikes (${counts(strikes)}), ${found.length} violations (${((performance.now() - began) / 1_000).toFixed(0)} s)\n`,
      );
    }
    assert.equal(all, []);
  });
}

test.run();
