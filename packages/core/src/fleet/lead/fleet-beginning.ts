/** The first events of a fleet's run, from its plan. */
import { JOURNAL_FORMAT } from '../../journal/chain.ts';
import { coreVersion } from '../../version.ts';
import type { FleetEventBody, FrozenMember } from '../journal/fleet-event.ts';
import type { FleetPlan } from '../plan/plan-fleet.ts';

/** Members in one event. A fleet of thousands is not one line. */
const PAGE = 200;

/** What is journaled before anything is handed out. */
export function beginning(plan: FleetPlan, token: number, again: boolean): readonly FleetEventBody[] {
  const { fleet, environment, pipeline, image, takeBack, startEveryMs, atOnce } = plan;
  const members: readonly FrozenMember[] = [
    ...plan.waves.flatMap(({ name, members }) =>
      members.map(({ app, labels, url }) => ({ app, labels, url, wave: name, skipped: null })),
    ),
    ...plan.skipped.map(({ app, because }) => ({ app, labels: {}, wave: null, skipped: because })),
  ];
  return [
    {
      type: 'fleet.started',
      fleet,
      environment,
      pipeline,
      plan: plan.hash,
      image,
      // The fleet's own number at once: a strict wave is bounded by its credits.
      waves: plan.waves.map(({ name, strict, tolerate, bakeMs, only, gate }) => ({
        name,
        strict,
        tolerate,
        bakeMs,
        only,
        gate,
        atOnce,
      })),
      members: members.length,
      takeBack,
      startEveryMs,
      again,
      token,
      version: coreVersion(),
      journal: JOURNAL_FORMAT,
    },
    ...pagesOf(members),
  ];
}

/** The members, page by page. */
export function pagesOf(members: readonly FrozenMember[]): readonly FleetEventBody[] {
  return Array.from({ length: Math.ceil(members.length / PAGE) }, (_, page) => ({
    type: 'fleet.members',
    members: members.slice(page * PAGE, (page + 1) * PAGE),
  }));
}
