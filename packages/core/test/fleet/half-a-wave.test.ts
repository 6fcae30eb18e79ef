/** A wave is judged by the members that could be tried, as long as they are at least half of it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, wave as waveOf } from '../../src/fleet.ts';
import type { MemberEnd } from '../../src/fleet.ts';
import { eventsOf } from '../../src/fleet/lead/step-events.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { appOf, makeRun } from './made-fleets.ts';
import { deploy, shops } from './pipelines.ts';
import { standIns } from './stand-ins.ts';

const fleet = defineFleet('shops', { members: shops(9), pipeline: deploy, waves: [waveOf('rest')] });

/** How a wave is judged whose members ended so. */
async function judged(
  ends: readonly MemberEnd[],
  wave = { members: ends.length, tolerate: ends.length },
): Promise<string> {
  const run = makeRun({ waves: [wave] });
  run.take({ type: 'open', wave: 'wave-1' });
  for (const [index, end] of ends.entries()) {
    const [app, handOut] = [appOf(0, index), index + 1];
    run.add({ type: 'member.handed', app, goal: 'release', handOut });
    run.add({ type: 'member.ended', app, handOut, end, run: 'run', last: null, because: '' });
  }
  const taking = { fleet, state: run.state, world: standIns(() => 'good'), store: memoryStore() };
  const [event] = await eventsOf({ type: 'judge', wave: 'wave-1', final: true }, taking);
  return event?.type === 'wave.judged' ? `${event.verdict}: ${event.because.join('; ')}` : '';
}

test('with half of it tried it is judged by them', async () => {
  assert.match(await judged(['good', 'good', 'refused', 'moved']), /^good: /);
});

test('what they show to be bad is bad, and members that nobody was handed do not count', async () => {
  assert.match(await judged(['bad', 'refused', 'refused'], { members: 3, tolerate: 0 }), /^bad: /);
  assert.match(await judged(['bad'], { members: 9, tolerate: 0 }), /^bad: /);
  assert.match(await judged(['good', 'good'], { members: 9, tolerate: 0 }), /^good: /);
});

test('with fewer it proves nothing, however good they are', async () => {
  const words = 'inconclusive: only 2 of 5 members could be tried';

  assert.is(await judged(['good', 'good', 'refused', 'moved', 'refused']), words);
});

test.run();
