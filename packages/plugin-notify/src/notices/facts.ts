/** The facts below a notice: who, which commit, how long, and where. */
import type { RunInfo, RunRecord } from '@paintbox/deploy-core/run';
import { cleanLine } from './clean-text.ts';
import type { Fact, NoticeRun } from './notice.ts';

/** Who began the run, and on which commit. */
export function sourceFacts({ source }: Pick<NoticeRun, 'source'>): readonly Fact[] {
  const { by, commit, author, subject } = source ?? {};
  const who = author === undefined ? '' : ` by ${author}`;
  const about = subject === undefined ? '' : `: ${subject}`;
  return [
    ...(by === undefined ? [] : [{ label: 'Started by', value: by }]),
    ...(commit === undefined ? [] : [{ label: 'Commit', value: `${shortCommit(commit)}${who}${about}` }]),
  ];
}

/** The source with only what may be shown, all of it clean. */
export function cleanSource(source: RunInfo['source']): NoticeRun['source'] {
  if (source === undefined) return undefined;
  const { by, commit, author, subject } = source;
  const known = Object.entries({ by, commit, author, subject }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, cleanLine(value, name === 'subject' ? 120 : 80)] as const],
  );
  return Object.fromEntries(known);
}

/** Where the run is, and what it says of itself. */
export function runFacts(run: NoticeRun): readonly Fact[] {
  const note = run.note === undefined ? [] : [{ label: 'Note', value: run.note }];
  return [{ label: 'Run', value: run.id }, { label: 'Address', value: run.url }, ...note];
}

/** How the run ended, in figures. */
export function resultFacts(record: RunRecord): readonly Fact[] {
  const { exitCode, durationMs, release, checks } = record;
  const failed = checks?.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive') ?? [];
  const backMs = takingBackMs(record);
  const back = backMs === undefined ? '' : `, of that ${lengthText(backMs)} to take it back`;
  return [
    { label: 'Took', value: `${lengthText(durationMs)}${back}` },
    ...(release === undefined ? [] : [{ label: 'Release', value: cleanLine(release.version, 80) }]),
    ...(failed.length === 0
      ? []
      : [{ label: 'Failed checks', value: cleanLine(failed.map(({ id }) => id).join(', '), 200) }]),
    { label: 'Exit code', value: String(exitCode) },
  ];
}

/** A commit as people say it, with the `+` of uncommitted changes. */
function shortCommit(commit: string): string {
  return `${commit.slice(0, 10).replace(/\+$/, '')}${commit.endsWith('+') ? '+' : ''}`;
}

/** From the first undo until the last one or its proof ended; undefined when nothing was taken back. */
function takingBackMs({ stages }: RunRecord): number | undefined {
  const spans = stages.flatMap(({ undo, verification }) =>
    [undo, verification].flatMap((span) =>
      span === undefined ? [] : [{ from: Date.parse(span.startedAt), ms: span.durationMs }],
    ),
  );
  if (spans.length === 0) return undefined;
  return Math.max(...spans.map(({ from, ms }) => from + ms)) - Math.min(...spans.map(({ from }) => from));
}

function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
