/** Coordinates fleets whose members are a moment long. */
import type { ListenerSource, StateStore } from '@paintbox/deploy-core';
import { adoptFleet, planFleet, startFleet, startTakeBack } from '@paintbox/deploy-core/fleet';
import type { Dispenser, Fleet, FleetPorts, HandedOut, MemberEnd } from '@paintbox/deploy-core/fleet';
import { fakeClock } from '@paintbox/deploy-core/testing';

export const RUN = '20261128-120000-abcdef12';
const idle: Dispenser = {
  describe: 'nothing',
  renewEveryMs: 1_000,
  put: async () => {},
  take: async () => undefined,
  renew: async () => true,
  done: async () => true,
  later: async () => true,
  close: async () => {},
  drop: async () => {},
};

/** Members `shop-1`, `shop-2`, … */
export function shops(count: number): { app: string; labels: Record<string, string> }[] {
  return Array.from({ length: count }, (_, index) => ({ app: `shop-${index + 1}`, labels: {} }));
}

/** Begins a run, or goes on with it, until it waits for a person or has ended. */
export async function coordinate(
  fleet: Fleet,
  store: StateStore,
  options: {
    readonly decide?: (app: string, goal: HandedOut['goal']) => MemberEnd;
    readonly why?: (app: string) => string;
    readonly listeners?: readonly ListenerSource[];
    readonly env?: Readonly<Record<string, string>>;
    readonly failures?: string[];
    readonly runId?: string;
    /** Goes on with the run instead of beginning it. */
    readonly goOn?: boolean;
    readonly approve?: string;
    /** Takes this run back. */
    readonly takeBack?: string;
    /** How often it looks at most. Default 30. */
    readonly rounds?: number;
  },
): Promise<void> {
  const { why = () => 'CHECKS_FAILED: no key is served' } = options;
  const { decide = () => 'good', listeners = [], env = {}, failures = [], runId = RUN } = options;
  const clock = fakeClock({ start: '2026-11-28T12:00:00Z' });
  const ports: FleetPorts = {
    store,
    clock,
    dispenser: idle,
    signal: new AbortController().signal,
    world: {
      build: async () => ({ exitCode: 2, because: 'nothing is built' }),
      endOf: async ({ app, goal, handOut }) => ({
        end: decide(app, goal),
        run: `run-${handOut}`,
        last: null,
        because: decide(app, goal) === 'bad' ? why(app) : 'succeeded',
      }),
      recordOf: async () => undefined,
    },
    listening: { listeners, env, onFailure: (name, { code }) => void failures.push(`${name} ${code}`) },
  };
  const plan = await planFleet(fleet, {
    environment: 'production',
    env: {},
    now: clock.now(),
    image: `registry.example/shop@sha256:${'1'.repeat(64)}`,
  });
  const fleetRun =
    options.goOn === true
      ? await adoptFleet(fleet, runId, ports)
      : options.takeBack === undefined
        ? await startFleet(fleet, plan, { runId }, ports)
        : await startTakeBack(
            fleet,
            { run: options.takeBack, who: 'Ada', because: 'orders are lost' },
            { runId },
            ports,
          );
  if (options.approve !== undefined)
    await fleetRun.say({ type: 'gate.approved', wave: options.approve, who: 'Ada', because: 'looked' });
  for (let round = 0; round < (options.rounds ?? 30); round += 1) {
    const waiting = await fleetRun.advance();
    if (waiting === undefined || waiting.for === 'person') break;
  }
  await fleetRun.close();
}
