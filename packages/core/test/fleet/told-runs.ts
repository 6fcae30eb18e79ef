/** Runs of fleets that are told from their first line to their end, with every kind of step. */
import { defineFleet, planFleet, startFleet, startTakeBack, tellFleet, wave } from '../../src/fleet.ts';
import type {
  Fleet,
  FleetEvent,
  FleetPorts,
  FleetRun,
  FleetWait,
  FleetWord,
  MemberEnd,
} from '../../src/fleet.ts';
import type { fakeClock } from '../../src/testing/index.ts';
import { deploy, shops } from './pipelines.ts';
import { eventsOf, workOff } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';

export const RUN = '20261128-120000-abcdef12';
/** The image that every build gives. */
export const IMAGE = 'sha256:built';
const BEFORE = '20261128-110000-abcdef12';

/** What stays when a coordinator dies. */
export interface Place extends FleetPorts {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly world: StandIns;
}

/** A run that is killed again and again. */
export interface Story {
  readonly name: string;
  readonly fleet: Fleet;
  readonly decide: (app: string, goal: string) => MemberEnd;
  /** What was there before. */
  readonly before?: (place: Place) => Promise<void>;
  readonly begin: (ports: FleetPorts, runId: string) => Promise<FleetRun>;
  /** What a person says when this is waited for, if anything. */
  readonly person?: (waits: FleetWait, done: readonly FleetEvent[]) => FleetWord['does'] | undefined;
  readonly exitCode: number;
}

async function begin(fleet: Fleet, ports: FleetPorts, runId: string): Promise<FleetRun> {
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: ports.clock.now() });
  return startFleet(fleet, plan, { runId }, ports);
}

/** Drives a run to its end, or until its coordinator dies. Whoever works, and whoever speaks, stays. */
export async function drive(run: FleetRun, place: Place, person: Story['person']): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const waits = await run.advance();
    if (waits === undefined) return run.close();
    await workOff(place.store, place.dispenser, place.world);
    const does = person?.(waits, await eventsOf(place.store, run.runId));
    if (does !== undefined) {
      const uuid = `${run.runId}-${rounds}-${place.clock.now()}`;
      await tellFleet(run.runId, { does, who: 'ada', because: 'she may' }, { ...place, uuid });
    }
    if (waits.until !== undefined) await place.clock.advance(waits.until - place.clock.now());
  }
  throw new Error('the run does not end');
}

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
const [firstWave = [], secondWave = []] = (
  await planFleet(threeWaves, { environment: 'production', env: {}, now: 0 })
).waves.map(({ members }) => members.map(({ app }) => app));
const released = (place: Place): Promise<void> =>
  begin(threeWaves, place, BEFORE).then((run) => drive(run, place, undefined));

export const STORIES: readonly Story[] = [
  {
    name: 'a good release',
    fleet: threeWaves,
    decide: (app, goal) => (goal === 'release' && app === secondWave[0] ? 'bad' : 'good'),
    begin: (ports, runId) => begin(threeWaves, ports, runId),
    exitCode: 0,
  },
  {
    name: 'a release that is bad in its second wave, which is taken back, and earlier members are asked',
    fleet: threeWaves,
    decide: (app, goal) => {
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
    decide: () => 'good',
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
    name: 'a release that is taken back by a person, whom one member then needs',
    fleet: threeWaves,
    decide: (app, goal) => (goal !== 'back' ? 'good' : app === secondWave[0] ? 'person' : 'back'),
    before: released,
    begin: (ports, runId) =>
      startTakeBack(threeWaves, { run: BEFORE, who: 'ada', because: 'orders are lost' }, { runId }, ports),
    exitCode: 4,
  },
  {
    name: 'a build that gives an image which was taken back before',
    fleet: threeWaves,
    decide: (_app, goal) => (goal === 'back' ? 'back' : 'bad'),
    before: released,
    begin: (ports, runId) => begin(threeWaves, ports, runId),
    exitCode: 1,
  },
];
