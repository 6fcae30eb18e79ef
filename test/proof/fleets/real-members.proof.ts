/**
 * Twenty members with the pipeline of `paintbox.fleet.config.ts`, on emulated apps, handed out over PostgreSQL from Debian's packages to workers of the real command line,
 * while workers, whoever coordinates and the server are killed and the queue is dropped. `node real-members.proof.ts 4 20`: four releases, twenty members; every
 * second release is broken.
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
/** Of every second release; each is another image, because one that was taken back is held. */
const FAULTS = ['empty-jwks', 'http-500', 'private-key-leak'] as const;

/** What is wrong with an app: several builds, machines that nobody accounts for, an image that its list does not say, no keys. */
async function appViolations(
  fleet: RealFleet,
  { app, status }: MemberState,
  image: string,
  before: string | undefined,
): Promise<readonly string[]> {
  const machines = await fleet.machines(app);
  const managed = machines.filter((machine) => machine.managed && machine.role !== 'command');
  const builds = new Set(managed.map(({ buildId, digest }) => `${buildId} ${digest}`));
  const right = status === 'good' ? image : before;
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
  before: string | undefined,
): Promise<readonly string[]> {
  const state = fleetState(events);
  const wrong = [...journalViolations(events), ...(await runViolations(events, (app) => fleet.storeOf(app)))];
  if (state.ended?.exitCode !== code)
    wrong.push(`it ends with ${state.ended?.exitCode}: ${state.ended?.because}`);
  const right = code === 0 ? ['good'] : ['bad', 'back', 'waiting'];
  for (const member of state.members.values()) {
    if (!right.includes(member.status)) wrong.push(`${member.app} is ${member.status}`);
    wrong.push(...(await appViolations(fleet, member, state.image ?? '', before)));
  }
  return wrong;
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`real members (${debian.missing})`);
} else {
  test(`${members} members with the real pipeline, ${runs} releases under kills`, async () => {
    await using fleet = await openRealFleet(debian.programs, Number(members));
    let before: string | undefined;
    let all: readonly string[] = [];
    for (let seed = 1; seed <= Number(runs); seed += 1) {
      const fault = seed % 2 === 0 ? FAULTS[(seed / 2 - 1) % FAULTS.length] : undefined;
      const began = performance.now();

      const { events, strikes } = await fleet.play({
        random: seeded(seed),
        fault,
        workers: WORKERS,
        everyMs: EVERY_MS,
      });

      const found = await allViolations(fleet, events, fault === undefined ? 0 : 3, before);
      all = [...all, ...found];
      if (fault === undefined) before = fleetState(events).image ?? undefined;
      const struck = [...Map.groupBy(strikes, (who) => who)].map(([who, times]) => `${who} ${times.length}`);
      const ends = events.filter(({ type }) => type === 'member.ended').length;
      process.stdout.write(
        `seed ${seed}, ${fault ?? 'good'}: ${ends} hand-outs ended, ${strikes.length} strikes (${struck.join(', ')}), ${found.length} violations (${((performance.now() - began) / 1_000).toFixed(0)} s)\n`,
      );
    }
    assert.equal(all, []);
  });
}

test.run();
