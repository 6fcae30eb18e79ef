/** A whole run of a fleet over made-up members: the real plan, coordinator, journal and judge. A member's run is a moment long, and the clock is a fake. */
import { fleetState, planFleet, startFleet } from '@paintbox/deploy-core/fleet';
import type { Fleet, FleetPlan, FleetState, JudgedMember } from '@paintbox/deploy-core/fleet';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { fakeClock, memoryStore } from '@paintbox/deploy-core/testing';
import { memoryPlace } from '../../../packages/core/test/fleet/memory-dispenser.ts';
import { eventsOf, standIns, workOff } from '../../../packages/core/test/fleet/stand-ins.ts';

/** A run, from its plan to its end. */
export interface StandInRun {
  readonly plan: FleetPlan;
  readonly state: FleetState;
}

const RUN = '20261128-120000-abcdef12';
const START = '2026-11-28T12:00:00Z';

/**
 * Releases an image to every member, with the ends that `members` have. Whoever is good stays good when it is asked again, and whoever is taken back is back.
 *
 * @param seed Decides who comes first, as the image does.
 */
export async function runStandIns(
  fleet: Fleet,
  members: ReadonlyMap<string, JudgedMember>,
  seed: number,
): Promise<StandInRun> {
  const [store, clock] = [memoryStore(), fakeClock({ start: START })];
  const dispenser = await memoryPlace({ now: () => clock.now() }).open();
  const decide = (app: string): JudgedMember['outcome'] => members.get(app)?.outcome ?? 'no-data';
  const made = standIns((app, goal) => (goal === 'back' ? 'back' : decide(app)));
  const world = {
    ...made,
    recordOf: async ({ app }: { readonly app: string }) => recordOf(members.get(app)),
  };
  const image = `registry.example/shop@sha256:${seed.toString(16).padStart(64, '0')}`;
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: clock.now(), image });
  const { signal } = new AbortController();
  const run = await startFleet(fleet, plan, { runId: RUN }, { store, clock, dispenser, world, signal });
  for (;;) {
    const waiting = await run.advance();
    if (waiting === undefined) break;
    const worked = await workOff(store, dispenser, world);
    if (waiting.until !== undefined) await clock.advance(waiting.until - clock.now());
    else if (worked === 0) throw new Error(`the fleet stands still: ${waiting.because}`);
  }
  await run.close();
  return { plan, state: fleetState(await eventsOf(store, RUN)) };
}

function recordOf(member: JudgedMember | undefined): RunRecord | undefined {
  if (member === undefined) return undefined;
  const { app, outcome, checks } = member;
  const isGood = outcome === 'good';
  return {
    schema: 'paintbox.run/1',
    runId: RUN,
    pipeline: 'deploy',
    environment: 'production',
    app,
    status: isGood ? 'succeeded' : 'failed',
    url: `https://${app}.example.com`,
    exitCode: isGood ? 0 : 1,
    startedAt: START,
    endedAt: START,
    durationMs: 0,
    stages: [],
    checks,
  };
}
