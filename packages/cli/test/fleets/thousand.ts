/** A fleet of a thousand apps, most of them good, with two failures and with labels. */
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import { fleetOf, waveOf } from './sample-fleet.ts';

export const REGIONS: readonly string[] = ['ams', 'fra', 'gru', 'iad', 'lhr', 'nrt', 'sjc', 'syd'];
const AT = { openedAt: '2026-11-28T11:00:00.000Z', endedAt: '2026-11-28T11:30:00.000Z' };

function waveNameOf(index: number): string | null {
  if (index >= 997) return null;
  return index < 5 ? 'canaries' : index < 55 ? 'early' : 'rest';
}

function memberOf(index: number): FleetMemberRecord {
  const app = `customer-shop-${String(index + 1).padStart(4, '0')}`;
  const region = REGIONS[(index * 7) % REGIONS.length] ?? '';
  const labels = { region, tier: index % 10 === 0 ? 'enterprise' : 'free', customer: `customer ${index}` };
  const own = { app, labels, wave: waveNameOf(index), runId: `20261128-110000-${index}` };
  if (index >= 997) return { ...own, runId: null, outcome: 'skipped', because: 'asleep since March' };
  if (index < 55) return { ...own, outcome: 'good', because: 'succeeded' };
  if (index > 600) return { ...own, runId: null, outcome: 'waiting', because: '' };
  if (region === 'gru') {
    const because = `CHECKS_FAILED: https://${app}.fly.dev/.well-known/jwks.json has no key`;
    return { ...own, outcome: 'bad', because };
  }
  if (index === 321) {
    const because = 'FLY_UNDO_UNPROVEN: the machines of the release before did not become healthy';
    return { ...own, outcome: 'person', because };
  }
  return { ...own, outcome: index % 3 === 0 ? 'good' : 'back', because: 'succeeded' };
}

export const THOUSAND: FleetRecord = fleetOf({
  status: 'needs-attention',
  exitCode: 4,
  because: '1 member needs a person',
  endedAt: '2026-11-28T11:58:30.000Z',
  held: true,
  waves: [
    waveOf('canaries', 5, { ...AT, status: 'good', strict: true, mostBad: 1 }),
    waveOf('early', 50, {
      ...AT,
      status: 'good',
      tolerate: 1,
      mostBad: 11,
      gate: true,
      approvedBy: 'Ada <ada@example.com>',
    }),
    waveOf('rest', 942, {
      ...AT,
      status: 'bad',
      tolerate: 20,
      mostBad: 30,
      judgement: {
        at: '2026-11-28T11:40:00.000Z',
        final: true,
        because: [
          'the same failure on 69 members, 20 are tolerated',
          'it is on every member with region gru',
        ],
      },
    }),
  ],
  members: Array.from({ length: 1_000 }, (_, index) => memberOf(index)),
});
