/** Makes notices from events and records. A notice needs only the record, so another process can send it for a killed one. */
import { typed, usersNow } from '@paintbox/deploy-core/run';
import type { CommandLine, ErrorRecord, RunInfo, RunRecord, RunStatus } from '@paintbox/deploy-core/run';
import type { HealthChange } from '@paintbox/deploy-core/release';
import { clean, cleanLine } from './clean-text.ts';
import { cleanSource, resultFacts, runFacts, sourceFacts } from './facts.ts';
import { headline } from './headline.ts';
import { linksOf } from './links.ts';
import type { Notice, NoticeRun, Tone } from './notice.ts';

const TONES: Readonly<Record<RunStatus, Tone>> = {
  succeeded: 'good',
  failed: 'bad',
  'rolled-back': 'bad',
  'needs-attention': 'bad',
  inconclusive: 'unsure',
  cancelled: 'unsure',
  locked: 'unsure',
};

/** A run has begun. */
export function startedNotice(run: RunInfo): Notice {
  const about = aboutRun(run);
  return {
    id: `${run.id}.started`,
    kind: 'started',
    tone: 'neutral',
    title: `${about.pipeline} of ${about.app} to ${about.environment} has started`,
    text: '',
    facts: [...sourceFacts(about), ...runFacts(about)],
    links: linksOf(run),
    run: about,
    stages: [],
    status: 'started',
  };
}

/** A run has ended. `settled` when its process had died and another one settled it. `line` says how commands are typed. */
export function endedNotice(record: RunRecord, settled: boolean, line?: CommandLine): Notice {
  const run = { ...record, id: record.runId };
  const about = aboutRun(run);
  const quiet = record.exitCode === 2 && !settled;
  const users = usersNow(record);
  const lines = [
    users === undefined ? '' : `Users now: ${cleanLine(users, 200)}`,
    settled ? 'The process of this run was killed; another one has settled it.' : '',
    ...errorLines(record.error),
    rollbackLine(record),
    commandText(record, line),
  ];
  return {
    id: `${record.runId}.ended`,
    kind: 'ended',
    tone: record.exitCode === 0 ? 'good' : quiet ? 'neutral' : TONES[record.status],
    title: headline(about, record, outcome(record)),
    text: lines.filter((line) => line !== '').join('\n'),
    facts: [...sourceFacts(about), ...resultFacts(record), ...runFacts(about)],
    links: linksOf(run, record.error),
    run: about,
    stages: record.stages.map(({ name, status }) => ({
      name: cleanLine(name, 80),
      status,
    })),
    status: record.status,
    quiet,
  };
}

/** The health of the app has changed. */
export function healthNotice(run: RunInfo, change: HealthChange, seq: number): Notice {
  const about = aboutRun(run);
  const word = { healthy: 'is healthy', unhealthy: 'is unhealthy', 'no-data': 'cannot be looked at' }[
    change.to
  ];
  const again = change.from !== null && change.from !== change.to && change.to === 'healthy' ? ' again' : '';
  const because = change.because
    .slice(0, 10)
    .flatMap(({ id, to, message, hint }) => [
      `${cleanLine(id, 80)} (${to}): ${cleanLine(message)}`,
      ...(hint === null || to === 'healthy' ? [] : [`→ ${cleanLine(hint)}`]),
    ]);
  return {
    id: `${run.id}.health-${seq}`,
    kind: 'health',
    tone: { healthy: 'good', unhealthy: 'bad', 'no-data': 'unsure' }[change.to] as Tone,
    title: `${about.app} in ${about.environment} ${word}${again}`,
    text: because.join('\n'),
    facts: [...runFacts(about), { label: 'Seen at', value: cleanLine(change.at, 40) }],
    links: linksOf(run),
    run: about,
    stages: [],
    status: change.to,
  };
}

/** A message of a pipeline. */
export function announcementNotice(run: RunInfo, id: string, text: string): Notice {
  const about = aboutRun(run);
  const [title = '', ...rest] = clean(text, 3000).split('\n');
  return {
    id: `${run.id}.${id}`,
    kind: 'announcement',
    tone: 'neutral',
    title: cleanLine(title, 140),
    text: rest.join('\n').trim(),
    facts: [...sourceFacts(about), ...runFacts(about)],
    links: linksOf(run),
    run: about,
    stages: [],
    status: 'announced',
  };
}

/** The sample of `notify test`. */
export function sampleNotice(run: RunInfo): Notice {
  const about = aboutRun(run);
  return {
    id: `${run.id}.sample`,
    kind: 'sample',
    tone: 'neutral',
    title: `A sample from ${about.app} in ${about.environment}: notifications arrive here`,
    text: 'Nothing was deployed.',
    facts: [...sourceFacts(about), ...runFacts(about)],
    links: linksOf(run),
    run: about,
    stages: [],
    status: 'sample',
  };
}

function outcome({ status, exitCode, rollback, error }: RunRecord): string {
  if (exitCode === 2) return 'did not start: wrong usage or configuration';
  switch (status) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      if (exitCode === 7) return 'found that a rollback is needed';
      return exitCode === 1 ? 'failed; everything is as it was before' : 'failed';
    case 'rolled-back':
      return rollback?.verified === true
        ? 'failed and was rolled back, verified'
        : 'failed and was rolled back';
    case 'needs-attention':
      return 'needs a person';
    case 'inconclusive':
      return 'was inconclusive; nothing was promoted';
    case 'cancelled':
      return error?.code === 'DECLINED' ? 'was not confirmed' : 'was cancelled';
    case 'locked':
      return 'did not start: another run holds the lock';
    default:
      return status satisfies never;
  }
}

function errorLines(error: ErrorRecord | undefined): readonly string[] {
  if (error === undefined) return [];
  const problems = error.problems ?? [];
  const more = problems.length > 8 ? [`… and ${problems.length - 8} more`] : [];
  return [
    `${cleanLine(error.code, 60)}: ${clean(error.message, 1000)}`,
    ...problems.slice(0, 8).map(({ message }) => `• ${cleanLine(message, 200)}`),
    ...more,
    ...(error.hint === null ? [] : [`→ ${clean(error.hint, 400)}`]),
  ];
}

/** A run that needs a person says which command to type first. Without an error its process died, and the run can be resumed. */
function commandText(
  { status, runId, environment, error }: RunRecord,
  given: CommandLine | undefined,
): string {
  if (status !== 'needs-attention') return '';
  const flags = environment === 'production' ? [] : [`--env ${environment}`];
  const line = given ?? { program: 'paintbox-deploy', flags };
  return cleanLine(`→ run: \`${typed(`${error === undefined ? 'resume' : 'explain'} ${runId}`, line)}\``);
}

function rollbackLine({ rollback }: RunRecord): string {
  if (rollback === undefined) return '';
  const proof = rollback.verified ? 'and verified' : 'but not verified';
  return `Release ${cleanLine(rollback.target, 80)} was put back ${proof}.`;
}

function aboutRun(run: Omit<NoticeRun, 'source'> & Pick<RunInfo, 'source'>): NoticeRun {
  const source = cleanSource(run.source);
  return {
    id: cleanLine(run.id, 60),
    pipeline: cleanLine(run.pipeline, 60),
    environment: cleanLine(run.environment, 60),
    app: cleanLine(run.app, 60),
    // An address is checked by the CLI; a joiner after an @ in it would break it.
    url: run.url,
    note: run.note === undefined ? undefined : cleanLine(run.note, 200),
    ...(source === undefined ? {} : { source }),
  };
}
