/** Records of fleets to show. */
import type { FleetMemberRecord, FleetRecord, FleetWaveRecord } from '@paintbox/deploy-core/fleet';

/** 12:00 on that day: the runs began an hour before. */
export const NOON: number = Date.parse('2026-11-28T12:00:00.000Z');

const WAVE: Omit<FleetWaveRecord, 'name' | 'members'> = {
  status: 'waiting',
  strict: false,
  tolerate: 0,
  mostBad: 10,
  atOnce: 10,
  bakeMs: 0,
  only: null,
  gate: false,
  approvedBy: null,
  openedAt: null,
  endedAt: null,
  judgement: null,
};

/** A wave of members that did not begin yet, but for what is given. */
export function waveOf(
  name: string,
  members: number,
  change: Partial<FleetWaveRecord> = {},
): FleetWaveRecord {
  return { ...WAVE, name, members, ...change };
}

/** Members of a wave, named `NAME-1`, `NAME-2`, …: so many of each outcome, in this order. */
export function membersOf(
  wave: string,
  counts: Partial<Record<FleetMemberRecord['outcome'], number>>,
  because: (outcome: FleetMemberRecord['outcome'], app: string) => string = () => '',
): readonly FleetMemberRecord[] {
  const outcomes = (Object.keys(counts) as FleetMemberRecord['outcome'][]).flatMap((outcome) =>
    Array.from({ length: counts[outcome] ?? 0 }, () => outcome),
  );
  return outcomes.map((outcome, index) => {
    const app = `${wave}-${index + 1}`;
    return {
      app,
      labels: { region: index % 2 === 0 ? 'fra' : 'iad', tier: index % 3 === 0 ? 'paid' : 'free' },
      wave,
      runId: outcome === 'waiting' || outcome === 'running' ? null : `20261128-110000-${app}`,
      outcome,
      because: because(outcome, app),
    };
  });
}

/** A run under way, but for what is given. */
export function fleetOf(change: Partial<FleetRecord>): FleetRecord {
  return {
    schema: 'paintbox.fleet/1',
    runId: '20261128-110000-1a2b3c4d',
    fleet: 'shops',
    environment: 'production',
    pipeline: 'deploy',
    plan: '0123456789abcdef',
    image: 'registry.fly.io/shop@sha256:9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0',
    status: 'running',
    because: '',
    paused: false,
    startedAt: '2026-11-28T11:00:00.000Z',
    held: false,
    waves: [],
    members: [],
    ...change,
  };
}

/** The first wave was good, the second is under way with one failure that two members share, the third needs approval. */
export const UNDER_WAY: FleetRecord = fleetOf({
  waves: [
    waveOf('canaries', 5, {
      status: 'good',
      strict: true,
      openedAt: '2026-11-28T11:00:00.000Z',
      endedAt: '2026-11-28T11:10:00.000Z',
      judgement: { at: '2026-11-28T11:20:00.000Z', final: true, because: ['0 of 5 members are bad'] },
    }),
    waveOf('early', 50, { status: 'open', tolerate: 2, openedAt: '2026-11-28T11:30:00.000Z' }),
    waveOf('rest', 945, { gate: true }),
  ],
  members: [
    ...membersOf('canaries', { good: 5 }),
    ...membersOf(
      'early',
      { good: 26, bad: 2, person: 1, running: 10, waiting: 11 },
      (outcome, app) =>
        ({
          bad: `CHECKS_FAILED: https://${app}.fly.dev/.well-known/jwks.json has no key, asked 3 times in ${app.length} s`,
          person: 'FLY_UNDO_UNPROVEN: the machines of the release before did not become healthy',
        })[outcome as string] ?? '',
    ),
    ...membersOf('rest', { waiting: 943, skipped: 2 }, (outcome) =>
      outcome === 'skipped' ? 'asleep since March' : '',
    ),
  ],
});

/** Stopped in its first wave, and taken back. */
export const TAKEN_BACK: FleetRecord = fleetOf({
  status: 'rolled-back',
  exitCode: 3,
  because: 'what the bad wave changed is proven back',
  endedAt: '2026-11-28T11:12:30.000Z',
  held: true,
  waves: [
    waveOf('canaries', 3, {
      status: 'bad',
      strict: true,
      tolerate: 1,
      openedAt: '2026-11-28T11:00:00.000Z',
      endedAt: '2026-11-28T11:10:00.000Z',
      judgement: {
        at: '2026-11-28T11:10:00.000Z',
        final: true,
        because: ['2 of 3 members are bad, 1 is tolerated'],
      },
    }),
    waveOf('rest', 9),
  ],
  members: [
    ...membersOf('canaries', { back: 1, bad: 2 }, (outcome) =>
      outcome === 'bad' ? 'CHECKS_FAILED: health answered 500' : 'succeeded',
    ),
    ...membersOf('rest', { waiting: 9 }),
  ],
});
