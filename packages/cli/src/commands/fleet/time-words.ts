/** How long a fleet takes, in words: what is known, of how many members, and what is not counted. */
import type { FleetPlan, FleetTime } from '@paintbox/deploy-core/fleet';
import { elapsedText } from '../../arguments/duration.ts';

const SECOND_MS = 1_000;

/** `30 min`, `1 h`, `2 min 5 s`. */
export function about(ms: number): string {
  return elapsedText(ms).replace(/ 0 (?:s|min)$/, '');
}

/** One sentence. */
export function takesText(plan: FleetPlan, time: FleetTime | null): string {
  const bakes = plan.waves.reduce((sum, { bakeMs }) => sum + bakeMs, 0);
  const beside = besideText(plan);
  if (time === null)
    return `not known: no good run of '${plan.pipeline}' by a member was found${bakes === 0 ? '' : `; the bakes alone take ${about(bakes)}`}${beside}`;
  const { usual, waves, totalMs } = time;
  const closed = waves.reduce((sum, { closedMs }) => sum + closedMs, 0);
  const parts = [
    ...(bakes === 0 ? [] : [`${about(bakes)} are bakes`]),
    ...(closed < SECOND_MS ? [] : [`${about(closed)} until a window opens`]),
  ];
  const of = parts.length === 0 ? '' : ` (of it ${parts.join(', ')})`;
  const member =
    usual.members === 1
      ? `${about(usual.medianMs)}, as one did last time`
      : `${about(usual.medianMs)}, at most ${about(usual.longestMs)}, as ${usual.members} of them did last time`;
  return `about ${about(totalMs)} if begun now and nobody is bad${of}; a member takes ${member}${beside}`;
}

function besideText({ image, waves }: FleetPlan): string {
  const gates = waves.filter(({ gate }) => gate).map(({ name }) => `'${name}'`);
  const beside = [
    ...(image === null ? ['the build'] : []),
    ...(gates.length === 0
      ? []
      : [`the time until ${gates.join(', ')} ${gates.length === 1 ? 'is' : 'are'} approved`]),
  ];
  return beside.length === 0 ? '' : `; not counted: ${beside.join(', and ')}`;
}
