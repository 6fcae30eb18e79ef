/** A run of a fleet as it goes on, in lines. */
import { counted } from '@paintbox/deploy-core/run';
import type { FleetEvent, HandOutEnd, HandOutGoal, MemberEnd } from '@paintbox/deploy-core/fleet';
import type { Paint } from '../../paint.ts';
import { oneLine } from '../../printable.ts';

/** The lines of an event; none for one that only matters to a coordinator. */
export function fleetEventLines(event: FleetEvent, paint: Paint): readonly string[] {
  const lines = linesOf(event, paint);
  const at = paint.dim(event.ts.slice(11, 19));
  return lines.map((line) => `${at}  ${line}`);
}

const DOING: Readonly<Record<HandOutGoal, string>> = {
  release: 'begins',
  back: 'is taken back',
  ask: 'is asked again',
};

const ENDED: Readonly<Record<MemberEnd, string>> = {
  good: 'good',
  bad: 'bad',
  back: 'back',
  person: 'needs a person',
  'no-data': 'no data',
  moved: 'left as it is: another run has it',
  refused: 'needs a person, and is as it was',
  throttled: 'is as it was, and comes again',
};

function linesOf(event: FleetEvent, paint: Paint): readonly string[] {
  switch (event.type) {
    case 'fleet.started': {
      const { fleet, environment, runId, members, takesBack } = event;
      const back = takesBack === undefined ? '' : `; takes run ${takesBack.run} back`;
      return [`${paint.bold(fleet)} → ${environment}  run ${runId}, ${counted(members, 'member')}${back}`];
    }
    case 'fleet.image':
      return [`image ${event.image}`];
    case 'wave.opened':
      return [`wave ${paint.bold(event.wave)} begins`];
    case 'member.handed':
      return [paint.dim(`  ${event.app} ${DOING[event.goal]}`)];
    case 'member.ended':
      return [`  ${event.app} ${endWords(event, paint)}`];
    case 'wave.judged':
      return [judged(event, paint)];
    case 'gate.approved':
      return [`wave ${event.wave} approved by ${oneLine(event.who)}: ${oneLine(event.because)}`];
    case 'fleet.paused':
      return [paint.yellow(`paused by ${oneLine(event.who)}: ${oneLine(event.because)}`)];
    case 'fleet.continued':
      return [`continued by ${oneLine(event.who)}: ${oneLine(event.because)}`];
    case 'fleet.stopped':
      return [paint.red(`stopped in wave ${event.wave}: ${oneLine(event.because.join('; '))}`)];
    case 'image.held':
      return [`the image is held: ${oneLine(event.because)}`];
    default:
      return [];
  }
}

/** How a hand-out ended, in words. */
export function endWords(
  { end, because, throttledBy = [] }: Pick<HandOutEnd, 'end' | 'because' | 'throttledBy'>,
  paint: Paint,
): string {
  const words = ENDED[end];
  const slow =
    throttledBy.length === 0
      ? ''
      : paint.yellow(
          `; ${oneLine(throttledBy.join(' and '))} asked to call less often, so fewer run at once`,
        );
  if (end === 'good' || end === 'back') return `${paint.green(words)}${slow}`;
  const colour = end === 'moved' || end === 'throttled' ? paint.yellow : paint.red;
  return `${colour(words)}: ${oneLine(because)}${slow}`;
}

function judged(
  { wave, verdict, final, because }: Extract<FleetEvent, { readonly type: 'wave.judged' }>,
  paint: Paint,
): string {
  const colour = { good: paint.green, bad: paint.red, inconclusive: paint.yellow }[verdict];
  return `wave ${wave} is ${colour(verdict)}${final ? '' : ' so far'}: ${oneLine(because.join('; '))}`;
}
