/** A run of a fleet on a terminal: a line for each wave, then only what is not good, and how long it will take. */
import { counted } from '@paintbox/deploy-core/run';
import { fleetUsersNow } from '@paintbox/deploy-core/fleet';
import type { FleetRecord, FleetWait, FleetWaveRecord } from '@paintbox/deploy-core/fleet';
import { elapsedText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { columnsOf, drawnRows, wrapWords } from '../wrap.ts';
import { failureLines, firstOf } from './failure-lines.ts';
import { failureGroups } from './failures.ts';
import { fleetEnd } from './fleet-end.ts';
import type { FleetNext } from './fleet-next.ts';
import { countOutcomes } from './outcome-words.ts';
import { timeLeft } from './time-left.ts';
import { waitText } from './wait-lines.ts';

/** What the lines are made with. */
export interface FleetLinesOptions {
  readonly nowMs: number;
  readonly paint: Paint;
  /** The columns of the terminal; undefined for a file or a pipe. */
  readonly width: number | undefined;
  /** The rows of a terminal that is drawn again and again: what is not good is cut to them. Default: as many as needed. */
  readonly height?: number | undefined;
  /** What a person types next. Default: nothing. */
  readonly next?: FleetNext | undefined;
  /** What the run waits for. Default: nothing. */
  readonly waits?: FleetWait | undefined;
}

/** Columns below which a wave takes two lines. */
const NARROW = 60;
/** Columns that hold every status. */
const STATUS = 12;

/** The lines, wrapped. */
export function fleetLines(
  record: FleetRecord,
  { nowMs, paint, width, height, next, waits }: FleetLinesOptions,
): readonly string[] {
  const wrap = (lines: readonly string[], indented: number): readonly string[] =>
    lines.flatMap((line) => wrapWords(line, width, indented));
  const head = [
    ...wrap(
      [
        `${paint.bold(oneLine(record.fleet))} → ${paint.bold(oneLine(record.environment))}  ${paint.dim(record.runId)}`,
        ...takesBackLine(record, paint),
        ...(record.image === null ? [] : [`  ${paint.dim('image')}  ${shortImage(record.image)}`]),
      ],
      2,
    ),
    '',
    ...record.waves.flatMap((wave) => waveLines(record, wave, { nowMs, paint, width })),
    ...wrap(paceLine(record, paint), 8),
  ];
  const tail = [
    '',
    ...wrap([fleetEnd(record, nowMs, paint)], 2),
    ...wrap(
      [
        usersLine(record, paint),
        ...leftLine(record, nowMs, paint),
        ...waitsLine(record, waits, nowMs, paint),
      ],
      13,
    ),
    // A command stays in one piece, so that it can be copied.
    ...(next === undefined
      ? []
      : [
          `  ${paint.dim('next')}       ${oneLine(next.command)}`,
          ...wrap([`${' '.repeat(width !== undefined && width < NARROW ? 4 : 13)}${next.why}`], 13),
        ]),
  ];
  // One row is left for the cursor, and one parts what is not good from the waves.
  const room = height === undefined ? undefined : height - drawnRows([...head, ...tail], width) - 2;
  const failures = failureLines(failureGroups(record), { paint, width, room });
  return [...head, ...(failures.length === 0 ? [] : ['', ...failures]), ...tail];
}

function takesBackLine({ takesBack }: FleetRecord, paint: Paint): readonly string[] {
  if (takesBack === undefined) return [];
  const { run, who, because } = takesBack;
  return [`  ${paint.dim('back')}   run ${oneLine(run)}, by ${oneLine(who)}: ${oneLine(because)}`];
}

function paceLine({ pace, status }: FleetRecord, paint: Paint): readonly string[] {
  if (pace === undefined || status !== 'running') return [];
  const who = oneLine(pace.askedBy.join(' and '));
  return [`  ${paint.yellow('pace')}  ${pace.atOnce} at once, because ${who} asked to call less often`];
}

/** Twelve digits of a digest are enough to tell images apart. */
function shortImage(image: string): string {
  return oneLine(image).replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}

/** In columns; on a narrow terminal the counts have a line of their own. */
function waveLines(
  record: FleetRecord,
  wave: FleetWaveRecord,
  { nowMs, paint, width }: FleetLinesOptions,
): readonly string[] {
  const colour = {
    waiting: paint.dim,
    open: paint.cyan,
    good: paint.green,
    bad: paint.red,
    inconclusive: paint.yellow,
  }[wave.status];
  const members = record.members.filter((member) => member.wave === wave.name);
  const counts = `${counted(wave.members, 'member')}: ${countOutcomes(members, paint, record)}${waitWords(wave, record, nowMs)}`;
  const name = nameOf(wave);
  // Of a good wave nobody asks why.
  const why = wave.status === 'good' ? [] : (wave.judgement?.because ?? []).map((reason) => oneLine(reason));
  if (width !== undefined && width < NARROW) {
    const rows = [counts, ...why].flatMap((row) => wrapWords(`    ${row}`, width, 4));
    return [`  ${colour(statusOf(wave, record))}  ${name}`, ...rows];
  }
  const widest = Math.max(...record.waves.map((one) => columnsOf(nameOf(one))));
  const margin = ' '.repeat(STATUS + widest + 6);
  const padded = `${name}${' '.repeat(widest - columnsOf(name))}`;
  return [
    `  ${colour(statusOf(wave, record).padEnd(STATUS))}  ${padded}  ${counts}`,
    ...why.map((row) => margin + row),
  ].flatMap((row) => wrapWords(row, width, margin.length));
}

function nameOf({ name }: FleetWaveRecord): string {
  return oneLine(name, 24);
}

function statusOf({ status, endedAt }: FleetWaveRecord, { takesBack, status: run }: FleetRecord): string {
  if (takesBack !== undefined) return 'back';
  // After the end of the run nothing waits.
  if (status === 'waiting' && run !== 'running') return 'not begun';
  if (status !== 'open') return status;
  return endedAt === null ? 'under way' : 'baking';
}

/** What a wave waits for. */
function waitWords(
  { status, gate, approvedBy, only, endedAt, bakeMs }: FleetWaveRecord,
  { status: run }: FleetRecord,
  nowMs: number,
): string {
  if (run !== 'running') return '';
  if (status === 'waiting' && gate && approvedBy === null) return '; waits for approval';
  if (status === 'waiting' && only !== null) return `; served only ${oneLine(only)}`;
  if (status !== 'open' || endedAt === null) return '';
  const left = Date.parse(endedAt) + bakeMs - nowMs;
  return left > 0 ? `; judged in ${elapsedText(left)}` : '';
}

/** Which members or which time it waits for. That a person is waited for is said by the wave, and by what comes next. */
function waitsLine(
  record: FleetRecord,
  wait: FleetWait | undefined,
  nowMs: number,
  paint: Paint,
): readonly string[] {
  if (wait === undefined || wait.for === 'person') return [];
  const underWay = record.members.filter(({ outcome }) => outcome === 'running');
  const words = wait.for === 'members' ? `for ${firstOf(underWay)}` : waitText(wait, nowMs);
  return [`  ${paint.dim('waits')}      ${words}`];
}

function usersLine(record: FleetRecord, paint: Paint): string {
  return `  ${paint.dim('users now')}  ${fleetUsersNow(record)}`;
}

function leftLine(record: FleetRecord, nowMs: number, paint: Paint): readonly string[] {
  const left = timeLeft(record, nowMs);
  if (left === undefined) return [];
  const until = left.before === undefined ? '' : `, until wave '${nameOf(left.before)}'`;
  return [`  ${paint.dim('left')}       about ${roughly(left.ms)}${until}`];
}

/** An estimate has no seconds. */
function roughly(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
