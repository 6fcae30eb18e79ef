/** A fleet whose every text tries to break out of the page. */
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { fleetOf, waveOf } from './sample-fleet.ts';

export const NASTY = `"><script>alert("1")</script><img src=x onerror=alert(1)> & ]]> 'x' \u001b[31m\u0000\u202e\nsecond`;

export const HOSTILE: FleetRecord = fleetOf({
  runId: NASTY,
  fleet: NASTY,
  environment: NASTY,
  pipeline: NASTY,
  plan: NASTY,
  image: NASTY,
  because: NASTY,
  waves: [
    waveOf(NASTY, 3, {
      status: 'open',
      only: NASTY,
      approvedBy: NASTY,
      judgement: { at: '2026-11-28T11:00:00.000Z', final: false, because: [NASTY] },
    }),
    waveOf('rest', 0),
  ],
  members: (['bad', 'bad', 'person'] as const).map((outcome, index) => ({
    app: `${NASTY}${index}`,
    labels: { [NASTY]: `${NASTY}${index % 2}`, ['__proto__']: NASTY, constructor: `${index}` },
    wave: NASTY,
    runId: NASTY,
    outcome,
    because: `${NASTY} ${'long '.repeat(200)}`,
  })),
});
