/** Makes notices of a run of a fleet: one for each wave, and one for each stop. Members send none of their own: there may be a thousand of them. */
import { failureWords, fleetLists, fleetUsersNow } from '@paintbox/deploy-core/fleet';
import type { FleetEvent, FleetMemberRecord, FleetNews, FleetRecord } from '@paintbox/deploy-core/fleet';
import { counted, typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { clean, cleanLine } from './clean-text.ts';
import type { Fact, Notice, Tone } from './notice.ts';

/** How many members of a list are named. */
const NAMED = 10;
/** Slack takes 3,000 characters; a word that a message may be a repeat comes before them. */
const LONGEST = 2_800;
/** How many failures of a wave are told. */
const FAILURES = 3;

/** What a notice says. */
interface Said {
  readonly tone: Tone;
  readonly title: string;
  readonly lines: readonly string[];
  /** What a person types. It is whole, however long the lines are. */
  readonly todo?: string | undefined;
  readonly status: string;
}

/** The notice of an event; undefined for an event that is no news for people. */
export function fleetNotice(
  { event, record }: FleetNews,
  line: CommandLine = plainLine(record),
): Notice | undefined {
  const said = saidOf(event, record, line);
  if (said === undefined) return undefined;
  const { runId, environment, image } = record;
  const facts: readonly Fact[] = [
    { label: 'Run', value: cleanLine(runId, 60) },
    ...(image === null ? [] : [{ label: 'Image', value: cleanLine(image, 200) }]),
    ...(record.exitCode === undefined ? [] : [{ label: 'Exit code', value: String(record.exitCode) }]),
  ];
  return {
    id: event.type === 'fleet.ended' ? fleetEndId(runId) : `${runId}.fleet-${event.seq}`,
    kind: 'fleet',
    tone: said.tone,
    title: cleanLine(said.title, 150),
    text: textOf(record, said),
    facts,
    links: [],
    run: {
      id: cleanLine(runId, 60),
      pipeline: cleanLine(record.pipeline, 60),
      environment: cleanLine(environment, 60),
      app: cleanLine(record.fleet, 60),
      // A fleet has many.
      url: '',
      note: undefined,
    },
    stages: [],
    status: said.status,
    wave: waveOf(event, record),
  };
}

function textOf(record: FleetRecord, { lines, todo }: Said): string {
  const last = todo === undefined ? '' : `\n${cleanLine(`→ run: ${todo}`, 400)}`;
  const text = [`Users now: ${fleetUsersNow(record)}`, ...lines].join('\n');
  return `${clean(text, LONGEST - last.length)}${last}`;
}

/** A pause is about no wave, and neither is a run that takes another one back. */
function waveOf(event: FleetEvent, { waves, takesBack }: FleetRecord): string | undefined {
  if (event.type === 'wave.opened' || event.type === 'wave.judged' || event.type === 'fleet.stopped')
    return event.wave;
  if (event.type !== 'fleet.ended' || takesBack !== undefined) return undefined;
  return waves.findLast(({ status }) => status !== 'waiting')?.name;
}

/** The id of the notice of the end. It is known before the end, so that a killed coordinator can owe it. */
export function fleetEndId(runId: string): string {
  return `${runId}.fleet-ended`;
}

/** How commands are typed where nobody says it. */
function plainLine({ environment }: FleetRecord): CommandLine {
  return {
    program: 'paintbox-deploy',
    flags: environment === 'production' ? [] : [`--env ${environment}`],
  };
}

/** True for an event that only changes a state: people are told when the wave is judged. */
export function isWaveBegin({ type }: FleetEvent): boolean {
  return type === 'wave.opened';
}

/** True for an event that people may be told of. */
export function isFleetNews({ type }: FleetEvent): boolean {
  return ['wave.judged', 'fleet.paused', 'fleet.stopped', 'fleet.ended'].includes(type);
}

function saidOf(event: FleetEvent, record: FleetRecord, line: CommandLine): Said | undefined {
  const name = `${cleanLine(record.fleet, 40)} (${cleanLine(record.environment, 30)})`;
  const status = typed(`fleet status ${record.runId}`, line);
  switch (event.type) {
    case 'wave.opened':
      return {
        tone: 'neutral',
        title: `${name}: wave '${cleanLine(event.wave, 40)}' begins`,
        lines: [],
        status: 'wave-begins',
      };
    case 'wave.judged':
      return waveSaid(event, record, line, name);
    case 'fleet.paused':
      return {
        tone: 'unsure',
        title: `${name} is paused by ${cleanLine(event.who, 40)}`,
        lines: [cleanLine(event.because)],
        todo: typed(`fleet resume ${record.runId}`, line),
        status: 'paused',
      };
    case 'fleet.stopped':
      return {
        tone: 'bad',
        title: `${name} is stopped in wave '${cleanLine(event.wave, 40)}'`,
        lines: [...event.because.slice(0, 5).map((why) => cleanLine(why)), ...notGood(record)],
        todo: status,
        status: 'stopped',
      };
    case 'fleet.ended':
      return endSaid(record, name, status);
    default:
      return undefined;
  }
}

/** A bad wave is told with the stop that follows, and the last one with the end. */
function waveSaid(
  event: Extract<FleetEvent, { readonly type: 'wave.judged' }>,
  { waves, runId }: FleetRecord,
  line: CommandLine,
  name: string,
): Said | undefined {
  const next = waves[waves.findIndex((wave) => wave.name === event.wave) + 1];
  if (!event.final || event.verdict !== 'good' || next === undefined) return undefined;
  const gate = next.gate && next.approvedBy === null;
  return {
    tone: gate ? 'unsure' : 'good',
    title: `${name}: wave '${cleanLine(event.wave, 40)}' is good`,
    lines: [
      ...event.because.slice(0, 5).map((why) => cleanLine(why)),
      `Next: wave '${cleanLine(next.name, 40)}' with ${counted(next.members, 'member')}${gate ? ', when a person has approved it' : ''}`,
    ],
    todo: gate ? typed(`fleet approve ${runId} --because '…'`, line) : undefined,
    status: gate ? 'waits-for-approval' : 'wave-good',
  };
}

function endSaid(record: FleetRecord, name: string, status: string): Said {
  const { good, back, person, untouched } = fleetLists(record);
  const why = record.because === '' ? '' : `: ${cleanLine(record.because, 100)}`;
  const { takesBack } = record;
  if (record.status === 'succeeded' && takesBack !== undefined) {
    return {
      tone: 'unsure',
      title: `${name} is taken back by ${cleanLine(takesBack.who, 40)}: ${cleanLine(takesBack.because, 80)}`,
      lines: [listOf('Back on the release before, and proven', back)].filter(Boolean),
      todo: back.length > NAMED ? status : undefined,
      status: 'taken-back',
    };
  }
  if (record.status === 'succeeded') {
    return {
      tone: person.length > 0 ? 'unsure' : 'good',
      title: `${name} has the new release on ${counted(good.length, 'app')}`,
      lines: [listOf('Not on it', [...back, ...untouched]), listOf('For a person', person)].filter(Boolean),
      todo: good.length < record.members.length ? status : undefined,
      status: record.status,
    };
  }
  const ends = {
    failed: 'failed; nothing is changed',
    'rolled-back': 'is taken back',
    'needs-attention': 'needs a person',
    inconclusive: 'is inconclusive',
    cancelled: 'was cancelled',
    locked: 'did not start',
    running: 'has ended',
  };
  return {
    tone: record.status === 'inconclusive' || record.status === 'cancelled' ? 'unsure' : 'bad',
    title: `${name} ${ends[record.status]}${why}`,
    lines: [
      listOf('Back on the release before, and proven', back),
      listOf('Still on the new release, and good', good),
      listOf('For a person', person),
    ].filter(Boolean),
    todo: status,
    status: record.status,
  };
}

/** What most of those that are not good have, before they are taken back: a failure of many members is one line. */
function notGood({ members }: FleetRecord): readonly string[] {
  const failures = Map.groupBy(
    members.filter(({ outcome }) => outcome === 'bad' || outcome === 'person'),
    ({ app, outcome, because }) => `${outcome} ${failureWords(because, app)}`,
  );
  const sorted = [...failures.values()].toSorted((a, b) => b.length - a.length);
  const others = sorted.slice(FAILURES).flat().length;
  return [
    ...sorted.slice(0, FAILURES).map(([first, ...same]) => {
      const more = same.length === 0 ? '' : ` and ${same.length} more`;
      return `• ${cleanLine(first?.app ?? '', 80)}${more}: ${cleanLine(first?.because ?? '', 200)}`;
    }),
    ...(others === 0 ? [] : [`• ${counted(others, 'member')} with other failures`]),
  ];
}

/** `For a person (2): shop-1, shop-2`; empty without members. */
function listOf(words: string, members: readonly FleetMemberRecord[]): string {
  if (members.length === 0) return '';
  const names = members.slice(0, NAMED).map(({ app }) => cleanLine(app, 80));
  const more = members.length - names.length;
  return `${words} (${members.length}): ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
