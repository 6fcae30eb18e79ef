/** Runs of fleets in which every kind of step happens. */
import { defineFleet, planFleet, startTakeBack, wave } from '../../src/fleet.ts';
import type { Fleet } from '../../src/fleet.ts';
import { deploy, shops } from './pipelines.ts';
import { BEFORE, begin, drive } from './told-runs.ts';
import type { Place, Story } from './told-runs.ts';

const threeWaves = defineFleet('shops', {
  members: shops(9),
  build: deploy,
  pipeline: deploy,
  waves: [wave('first', { count: 3 }), wave('second', { count: 3 }), wave('rest')],
  atOnce: 3,
  tolerate: 1,
});
const gated = defineFleet('shops', {
  members: shops(7),
  build: deploy,
  pipeline: deploy,
  waves: [
    wave('first', { count: 2, gate: 'approve' }),
    wave('second', { count: 3, bake: '10m' }),
    wave('rest'),
  ],
  atOnce: 2,
});
const gatedLater = defineFleet('shops', {
  members: shops(5),
  build: deploy,
  pipeline: deploy,
  waves: [wave('first', { count: 2 }), wave('rest', { gate: 'approve' })],
});
/** Only one is left for the last wave: how many of a bad wave are reached is a matter of time. */
const slow = defineFleet('shops', {
  members: shops(9),
  build: deploy,
  pipeline: deploy,
  waves: [wave('first', { count: 3 }), wave('second', { count: 5 }), wave('rest')],
  atOnce: 3,
  takeBack: 'all',
  startEvery: '2s',
});
/** The members of each wave, in order. */
async function wavesOf(fleet: Fleet): Promise<readonly (readonly string[])[]> {
  const { waves } = await planFleet(fleet, { environment: 'production', env: {}, now: 0 });
  return waves.map(({ members }) => members.map(({ app }) => app));
}
const [firstWave = [], secondWave = []] = await wavesOf(threeWaves);
const slowLast = (await wavesOf(slow)).at(-1)?.at(-1);
const released = (place: Place): Promise<void> =>
  begin(threeWaves, place, BEFORE).then((run) => drive(run, place, undefined));

export const STORIES: readonly Story[] = [
  {
    name: 'a good release',
    fleet: threeWaves,
    decide: () => (app, goal) => (goal === 'release' && app === secondWave[0] ? 'bad' : 'good'),
    begin: (ports, runId) => begin(threeWaves, ports, runId),
    exitCode: 0,
  },
  {
    name: 'a release that is bad in its second wave, which is taken back, and earlier members are asked',
    fleet: threeWaves,
    decide: () => (app, goal) => {
      if (goal === 'back') return 'back';
      if (goal === 'ask') return app === firstWave[1] ? 'bad' : 'good';
      return secondWave.slice(1).includes(app) ? 'bad' : 'good';
    },
    begin: (ports, runId) => begin(threeWaves, ports, runId),
    exitCode: 3,
  },
  {
    name: 'a release with a gate, a pause and a bake',
    fleet: gated,
    decide: () => () => 'good',
    begin: (ports, runId) => begin(gated, ports, runId),
    person(waits, done) {
      if (waits.because.includes('approval')) return 'approve';
      if (waits.because.includes('paused')) return 'continue';
      const paused = done.some(({ type }) => type === 'fleet.paused');
      return !paused && done.filter(({ type }) => type === 'member.ended').length === 3 ? 'pause' : undefined;
    },
    exitCode: 0,
  },
  {
    name: 'a release that a person stops at a gate',
    fleet: gatedLater,
    decide: () => (_app, goal) => (goal === 'back' ? 'back' : 'good'),
    begin: (ports, runId) => begin(gatedLater, ports, runId),
    person: (waits) => (waits.because.includes('approval') ? 'stop' : undefined),
    exitCode: 3,
  },
  {
    name: 'a release that services slow down, whose starts are spaced, and of which all is taken back',
    fleet: slow,
    decide() {
      const asked = new Set<string>();
      return (app, goal) => {
        const first = !asked.has(`${goal} ${app}`);
        asked.add(`${goal} ${app}`);
        if (first && (app === firstWave[0] || app === secondWave[1])) return 'throttled';
        if (goal === 'back') return 'back';
        return app === slowLast ? 'bad' : 'good';
      };
    },
    begin: (ports, runId) => begin(slow, ports, runId),
    exitCode: 3,
  },
  {
    name: 'a release that is taken back by a person, whom one member then needs',
    fleet: threeWaves,
    decide: () => (app, goal) => (goal !== 'back' ? 'good' : app === secondWave[0] ? 'person' : 'back'),
    before: released,
    begin: (ports, runId) =>
      startTakeBack(threeWaves, { run: BEFORE, who: 'ada', because: 'orders are lost' }, { runId }, ports),
    exitCode: 4,
  },
  {
    name: 'a build that gives an image which was taken back before',
    fleet: threeWaves,
    decide: () => (_app, goal) => (goal === 'back' ? 'back' : 'bad'),
    before: released,
    begin: (ports, runId) => begin(threeWaves, ports, runId),
    exitCode: 1,
  },
];
