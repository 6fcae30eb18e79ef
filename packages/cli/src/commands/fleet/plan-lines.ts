/** A fleet's plan for people: whom it serves, a paragraph for each wave, who is left out, and how it is let happen. */
import type { FleetPlan, FleetTime, PlannedWave } from '@paintbox/deploy-core/fleet';
import { counted, typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import type { Paint } from '../../paint.ts';
import { oneLine } from '../../printable.ts';
import { row } from '../../reporters/details.ts';
import { namesOf } from './names-of.ts';
import { about, takesText } from './time-words.ts';

/** What is shown of a plan beside itself. */
export interface PlanShown {
  /** Null when no member has a good run yet. */
  readonly time: FleetTime | null;
  /** Members that no recent run of the fleet had. */
  readonly late: readonly string[];
  /** Names every member. */
  readonly all: boolean;
}

/** The plan line by line. */
export function fleetPlanLines(
  plan: FleetPlan,
  { time, late, all }: PlanShown,
  paint: Paint,
): readonly string[] {
  const members = plan.waves.reduce((sum, wave) => sum + wave.members.length, 0);
  const spaced = plan.startEveryMs === 0 ? '' : `; starts are at least ${about(plan.startEveryMs)} apart`;
  return [
    `${paint.bold(plan.fleet)} → ${paint.bold(plan.environment)}  plan ${paint.bold(plan.hash)}`,
    row(paint, 'image', plan.image === null ? 'is built first' : oneLine(plan.image)),
    row(
      paint,
      'members',
      `${members} by '${plan.pipeline}', in ${counted(plan.waves.length, 'wave')}${spaced}`,
    ),
    ...(late.length === 0
      ? []
      : [row(paint, 'new', `${counted(late.length, 'member')} since earlier runs: ${namesOf(late, all)}`)]),
    ...skippedLines(plan.skipped, all, paint),
    row(paint, 'takes', takesText(plan, time)),
    row(paint, 'if bad', `a wave ${BACK[plan.takeBack]}`),
    '',
    ...plan.waves.flatMap((wave, index) =>
      waveLines(wave, { number: index + 1, time: time?.waves[index], all }, paint),
    ),
  ];
}

/** How a person lets the plan happen. */
export function approveLines(plan: FleetPlan, line: CommandLine, paint: Paint): readonly string[] {
  const image = plan.image === null ? '' : ` --image ${plan.image}`;
  return [
    '',
    `to do plan ${paint.bold(plan.hash)} and nothing else:`,
    `  ${typed(`fleet deploy ${plan.fleet}${image} --plan ${plan.hash}`, line)}`,
  ];
}

const BACK: Readonly<Record<FleetPlan['takeBack'], string>> = {
  wave: 'is taken back, and the waves before it are asked again',
  all: 'is taken back, with every wave before it',
  none: 'keeps the new release: nothing is taken back',
};

/** One line for all that are left out for the same reason until the same day. */
function skippedLines(skipped: FleetPlan['skipped'], all: boolean, paint: Paint): readonly string[] {
  const groups = Map.groupBy(
    skipped,
    ({ until, because }) => `${until === undefined ? '' : `until ${until}, `}because: ${oneLine(because)}`,
  );
  return [...groups].map(([why, members]) =>
    row(
      paint,
      'skipped',
      `${paint.yellow(counted(members.length, 'member'))} ${why} (${namesOf(
        members.map(({ app }) => app),
        all,
      )})`,
    ),
  );
}

interface WaveShown {
  readonly number: number;
  readonly time: FleetTime['waves'][number] | undefined;
  readonly all: boolean;
}

function waveLines(wave: PlannedWave, { number, time, all }: WaveShown, paint: Paint): readonly string[] {
  const { name, members, atOnce, tolerate, mostBad, excludes, strict } = wave;
  const pad = `  ${String(number).replace(/./g, ' ')}  `;
  const lasts = time === undefined ? '' : `; about ${about(time.runsMs)} of runs`;
  return [
    `  ${number}  ${paint.bold(name)}  ${counted(members.length, 'member')}, ${atOnce} at once${strict ? ' (strict)' : ''}${lasts}`,
    `${pad}at most ${mostBad} bad, whatever happens; ${tolerate === 0 ? 'none' : tolerate} tolerated`,
    `${pad}if none is bad, it rules out a defect on ${percent(excludes)} of members or more (95 % sure)`,
    ...conditions(wave).map((text) => `${pad}${paint.yellow(text)}`),
    `${pad}${paint.dim(
      namesOf(
        members.map(({ app }) => app),
        all,
      ),
    )}`,
  ];
}

function conditions({ gate, only, bakeMs }: PlannedWave): readonly string[] {
  const words = [
    ...(gate ? ['begins when a person approves it'] : []),
    ...(only === null ? [] : [`is served ${oneLine(only)}`]),
    ...(bakeMs === 0 ? [] : [`bakes ${about(bakeMs)} before it is judged for good`]),
  ];
  return words.length === 0 ? [] : [words.join('; ')];
}

/** Rounded up: a smaller share is not ruled out. */
function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)} %`;
}
