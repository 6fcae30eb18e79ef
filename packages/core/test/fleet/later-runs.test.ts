/** What a later run of a fleet is for, by the journals of the runs before it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lateMembers, restOfRun } from '../../src/fleet.ts';
import type { FleetEventBody, MemberEnd } from '../../src/fleet.ts';
import { openFleetJournal } from '../../src/fleet/journal/fleet-journal.ts';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import type { StateStore } from '../../src/index.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { makeRun } from './made-fleets.ts';
import type { MadeRun } from './made-fleets.ts';

const clock = { now: () => 0, sleep: async () => undefined, after: () => () => undefined };

interface Told {
  readonly image: string | null;
  readonly end?: MemberEnd;
  readonly verdict?: 'good' | 'bad' | 'inconclusive';
  /** Told until this comes next. */
  readonly until?: 'build' | 'end';
}

/** A run of one wave with two members, told to its end. */
function told({ image, end = 'good', verdict, until }: Told): MadeRun {
  const run = makeRun({ image, waves: [{ members: 2, strict: false }] });
  for (let step = nextStep(run.state, run.now); run.state.ended === undefined;) {
    if (step.type === until) break;
    run.take(step, verdict);
    for (const { app, status, handOut } of run.state.members.values()) {
      if (status !== 'running' || handOut === undefined) continue;
      const how = handOut.goal === 'back' ? 'back' : end;
      run.add({
        type: 'member.ended',
        app,
        handOut: handOut.number,
        end: how,
        run: null,
        last: null,
        because: '',
      });
    }
    step = nextStep(run.state, run.now);
  }
  return run;
}

async function keep(store: StateStore, number: number, { events }: Pick<MadeRun, 'events'>): Promise<void> {
  const bodies = events.map(({ ts: _ts, runId: _runId, seq: _seq, ...body }): FleetEventBody => body);
  await openFleetJournal({ store, clock }, runOf(number)).append(bodies);
}

const runOf = (number: number): string => `2026010${number}-000000-00000000`;

test('the newest image whose waves are all good is the proven one', async () => {
  const store = memoryStore();
  const proven = async (): Promise<string> => (await lateMembers(store)).image;
  await keep(store, 1, told({ image: 'sha256:old' }));
  await keep(store, 2, told({ image: 'sha256:new' }));
  assert.is(await proven(), 'sha256:new');

  await keep(store, 3, told({ image: 'sha256:bad', end: 'bad' }));
  await keep(store, 4, told({ image: 'sha256:dark', end: 'no-data', verdict: 'inconclusive' }));
  // Its last wave is good, and then a person stops it.
  const stopped = told({ image: 'sha256:stopped', until: 'end' });
  stopped.add({ type: 'fleet.stopped', wave: 'wave-1', because: ['ada stopped it'] });
  stopped.add({ type: 'fleet.ended', exitCode: 3, because: 'it is back' });
  await keep(store, 5, stopped);
  await keep(store, 6, told({ image: 'sha256:under-way', until: 'end' }));
  await keep(store, 7, { events: [] });
  // One of its waves is good.
  const half = makeRun({ image: 'sha256:half', waves: [{ members: 1 }, { members: 1 }] });
  for (const verdict of ['good', 'inconclusive'] as const) {
    for (
      let step = nextStep(half.state, half.now);
      step.type !== 'wait';
      step = nextStep(half.state, half.now)
    )
      half.take(step);
    const [member] = [...half.state.members.values()].filter(({ status }) => status === 'running');
    if (member?.handOut === undefined) throw new Error('one is under way');
    const ended = { type: 'member.ended', app: member.app, handOut: member.handOut.number } as const;
    half.add({ ...ended, end: 'good', run: null, last: null, because: '' });
    half.take(nextStep(half.state, half.now), verdict);
  }
  half.take(nextStep(half.state, half.now));
  assert.is(half.state.ended?.exitCode, 6);
  await keep(store, 8, half);

  assert.is(await proven(), 'sha256:new');
});

test('a run without an image, and one that takes another back, have no rest', async () => {
  const store = memoryStore();
  await keep(store, 1, told({ image: null, until: 'build' }));
  const back = told({ image: 'sha256:1', end: 'bad' });
  const takesBack = { run: runOf(1), who: 'ada', because: 'orders are lost', hold: true };
  await keep(store, 2, {
    events: back.events.map((event) =>
      event.type === 'fleet.started' ? { ...event, takeBack: 'none', takesBack } : event,
    ),
  });

  assert.is(await codeOf(restOfRun(store, runOf(1))), 'FLEET_NOTHING_LEFT');
  assert.is(await codeOf(restOfRun(store, runOf(2))), 'FLEET_NOTHING_LEFT');
});

test.run();
