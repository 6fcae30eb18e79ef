/**
 * A coordinator that is killed at each line of its journal: after it, before the next one, in the middle of lines that are stored together, and between a line and the
 * queue. Whoever adopts the run brings it to the end that it would have had.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adoptFleet, fleetLists, fleetRecord, fleetState } from '../../src/fleet.ts';
import type { FleetEvent, FleetPorts, FleetRun } from '../../src/fleet.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { heldImage } from '../../src/fleet/lead/held-images.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { KILLS, dyingAt } from './dying-at.ts';
import type { Kill } from './dying-at.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { KILLED, eventsOf, standIns } from './stand-ins.ts';
import { STORIES } from './stories.ts';
import { IMAGE, RUN, drive } from './told-runs.ts';
import type { Place, Story } from './told-runs.ts';

/** Begun where the one that was killed had frozen nothing yet. */
const ANOTHER = '20261128-130000-abcdef12';
const LEASE_MS = 31_000;

async function openPlace({ decide }: Story): Promise<Place> {
  return {
    store: memoryStore(),
    dispenser: await memoryPlace().open(),
    world: standIns(decide()),
    clock: fakeClock({ start: '2026-11-28T12:00:00Z' }),
    signal: new AbortController().signal,
  };
}

/** Everything that must be the same, whoever died when. */
async function endOf(place: Place, runId: string): Promise<object> {
  const state = fleetState(await eventsOf(place.store, runId));
  const record = fleetRecord(state);
  const lists = record === undefined ? [] : Object.entries({ ...fleetLists(record) });
  return {
    exitCode: state.ended?.exitCode,
    because: state.ended?.because,
    stopped: state.stopped?.wave,
    waves: [...state.waves.values()].map(({ name, status }) => `${name} ${status}`),
    held: (await heldImage(place.store, IMAGE))?.because,
    open: await openRuns(place.store),
    lists: lists.map(([list, members]) => [list, members.map(({ app }) => app).toSorted()]),
  };
}

/** Each hand-out is in the journal once and ends once, its run was one, and no member had two at the same time. */
function assertOnce(events: readonly FleetEvent[], { world }: Place, when: string): void {
  const of = (type: FleetEvent['type']): readonly number[] =>
    events.flatMap((event) => (event.type === type && 'handOut' in event ? [event.handOut] : []));
  const handed = of('member.handed').toSorted((one, other) => one - other);
  assert.equal(
    handed,
    handed.map((_, index) => index + 1),
    `hand-outs, ${when}`,
  );
  assert.equal(
    of('member.ended').toSorted((one, other) => one - other),
    handed,
    `ends, ${when}`,
  );
  assert.equal(world.collisions, [], when);
  assert.ok(
    [...world.runs.values()].every((count) => count === 1),
    when,
  );
}

/** Drives a run whose coordinator dies then; false when the run ended before that moment. */
async function dies(
  place: Place,
  [kill, at]: readonly [kill: Kill, at: number],
  lead: (ports: FleetPorts) => Promise<FleetRun>,
  person: Story['person'],
): Promise<boolean> {
  const dying = dyingAt(place, RUN, kill, at);
  try {
    await drive(await lead(dying.ports), place, person);
    return false;
  } catch (error) {
    if (error !== KILLED) throw error;
  }
  dying.bury();
  await place.clock.advance(LEASE_MS);
  return true;
}

/** Kills the coordinator, every other time the next one as well, and lets another one go on; false when the run ended before that moment. */
async function killed(story: Story, kill: Kill, at: number, expected: object): Promise<boolean> {
  const when = `killed ${kill} ${at}`;
  const { fleet, person } = story;
  const place = await openPlace(story);
  await story.before?.(place);
  const runsBefore = place.world.runs.size;
  if (!(await dies(place, [kill, at], (ports) => story.begin(ports, RUN), person))) return false;
  const { started, members } = fleetState(await eventsOf(place.store, RUN));
  let runId = RUN;
  if (started === undefined || members.size < started.members) {
    // It has frozen nobody: it ends with nothing done, and another one may begin.
    if (started !== undefined) await drive(await adoptFleet(fleet, RUN, place), place, undefined);
    assert.is(place.world.runs.size, runsBefore, when);
    runId = started === undefined ? RUN : ANOTHER;
    await drive(await story.begin(place, runId), place, person);
  } else {
    const next = ['after line', 1 + (at % 4)] as const;
    const adopt = (ports: FleetPorts): Promise<FleetRun> => adoptFleet(fleet, RUN, ports);
    const ended = at % 2 === 0 && !(await dies(place, next, adopt, person));
    if (!ended) await drive(await adopt(place), place, person);
  }
  assert.equal(await endOf(place, runId), expected, when);
  assertOnce(await eventsOf(place.store, runId), place, when);
  return true;
}

for (const story of STORIES) {
  test(`${story.name}: the same end, at whatever line its coordinator dies`, async () => {
    const whole = await openPlace(story);
    await story.before?.(whole);
    await drive(await story.begin(whole, RUN), whole, story.person);
    const events = await eventsOf(whole.store, RUN);
    assert.is(fleetState(events).ended?.exitCode, story.exitCode);
    assertOnce(events, whole, 'when nobody dies');
    const expected = await endOf(whole, RUN);

    for (const kill of KILLS) {
      let at = 1;
      while (await killed(story, kill, at, expected)) at += 1;
      const handed = events.some(({ type }) => type === 'member.handed');
      // Nobody dies after the last line, and nobody between lines and a queue that gets nothing.
      if (kill === 'after line') assert.ok(at >= events.length, `${at} of ${events.length} lines`);
      else assert.ok(at > (handed ? 2 : 0), `${kill}: ${at}`);
    }
  });
}

test.run();
