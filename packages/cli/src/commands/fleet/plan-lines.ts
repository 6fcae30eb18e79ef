/** A fleet's plan for people: a line for each wave, what it can prove, its members, and who is left out. */
import type { FleetPlan, PlannedWave } from '@paintbox/deploy-core/fleet';
import { counted, typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { elapsedText } from '../../arguments/duration.ts';
import type { Paint } from '../../paint.ts';
import { oneLine } from '../../printable.ts';

/** Members of a wave that are named unless all are asked for. */
const NAMED = 8;

/** The plan line by line; with `all`, every member is named. */
export function fleetPlanLines(plan: FleetPlan, all: boolean, paint: Paint): readonly string[] {
  const members = plan.waves.reduce((sum, wave) => sum + wave.members.length, 0);
  return [
    `${paint.bold(plan.fleet)} → ${paint.bold(plan.environment)}  ${counted(members, 'member')} by '${plan.pipeline}', ${plan.image === null ? 'with the image that is built first' : oneLine(plan.image)}`,
    ...plan.waves.flatMap((wave, index) => waveLines(wave, index, all, paint)),
    ...plan.skipped.map(
      ({ app, until, because }) =>
        `  ${paint.yellow('left out')}  ${app}${until === undefined ? '' : ` until ${until}`}: ${oneLine(because)}`,
    ),
    '',
    `a bad wave ${BACK[plan.takeBack]}`,
    ...(plan.startEveryMs === 0 ? [] : [`starts are at least ${elapsedText(plan.startEveryMs)} apart`]),
    `plan ${paint.bold(plan.hash)}`,
  ];
}

/** How a person lets the plan happen. */
export function approveLines(plan: FleetPlan, line: CommandLine): readonly string[] {
  const image = plan.image === null ? '' : ` --image ${plan.image}`;
  return [
    'to do this and nothing else:',
    `  ${typed(`fleet deploy ${plan.fleet}${image} --plan ${plan.hash}`, line)}`,
  ];
}

const BACK: Readonly<Record<FleetPlan['takeBack'], string>> = {
  wave: 'is taken back, and the waves before it are asked again',
  all: 'is taken back, with every wave before it',
  none: 'keeps the new release: nothing is taken back',
};

function waveLines(wave: PlannedWave, index: number, all: boolean, paint: Paint): readonly string[] {
  const { name, members, atOnce, tolerate, mostBad, excludes, strict } = wave;
  const named = all ? members : members.slice(0, NAMED);
  const more = members.length - named.length;
  const dim = (text: string): string => `             ${paint.dim(oneLine(text, 2_000))}`;
  return [
    `  wave ${index + 1}  ${paint.bold(name)}  ${counted(members.length, 'member')}, ${atOnce} at once${strict ? ', strict' : ''}`,
    dim(
      `at most ${mostBad} bad whatever happens, ${tolerate} tolerated; all good excludes a defect of ${percent(excludes)} of members or more`,
    ),
    ...conditions(wave).map(dim),
    dim(`${named.map(({ app }) => app).join(', ')}${more > 0 ? `, and ${more} more (--verbose)` : ''}`),
  ];
}

function conditions({ gate, only, bakeMs }: PlannedWave): readonly string[] {
  const words = [
    ...(gate ? ['waits for approval'] : []),
    ...(only === null ? [] : [`is served ${only}`]),
    ...(bakeMs === 0 ? [] : [`bakes ${elapsedText(bakeMs)} before it is judged for good`]),
  ];
  return words.length === 0 ? [] : [words.join('; ')];
}

function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 ? value.toFixed(1) : Math.ceil(value)} %`;
}
