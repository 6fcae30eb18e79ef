/** A run as Markdown: for pull requests, step summaries and chat. */
import { timesOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { ErrorRecord, RunRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { oneLine, printable } from '../printable.ts';
import { usersNow } from '../reporters/users-now.ts';
import { endSentence, endWords } from '../reporters/end-sentence.ts';
import { countVerdicts } from '../reporters/tally.ts';
import { figureRows } from './before-after-table.ts';
import { comparisonOf } from './changes.ts';
import { checkHelp } from './check-help.ts';
import { liveSentence } from './live-span.ts';
import { intervalText, msText } from './latency.ts';

/** The whole report. */
export function markdownReport(record: RunRecord): string {
  const { release, previous, rollback, checks = [] } = record;
  const users = usersNow(record);
  const live = liveSentence(record);
  return [
    `# ${text(record.pipeline)}: ${endWords(record)}`,
    '',
    ...(users === undefined ? [] : [`**Users now:** ${text(users)}`, '']),
    `${text(endSentence(record))} (exit code ${record.exitCode}), after ${durationText(record.durationMs)}`,
    ...(live === undefined ? [] : ['', text(live)]),
    ...(record.note === undefined ? [] : ['', `> **Where this comes from:** ${text(record.note)}`]),
    '',
    table(
      ['', ''],
      [
        ['environment', text(record.environment)],
        ['app', text(record.app)],
        ['url', text(record.url)],
        ['run', code(record.runId)],
        ...sourceRows(record),
        ['exit code', String(record.exitCode)],
        ['started', text(record.startedAt)],
        ['took', durationText(record.durationMs)],
        ...(release === undefined
          ? []
          : [['release', `${text(release.version)} (${code(release.imageDigest ?? release.imageRef)})`]]),
        ...(previous === undefined
          ? []
          : [['before', `${text(previous.version)} (${code(previous.imageDigest ?? previous.imageRef)})`]]),
        ...(rollback === undefined
          ? []
          : [
              [
                'rollback',
                `to ${text(rollback.target)}, ${rollback.verified ? 'verified' : '**not verified**'}; reason: ${text(rollback.reason)}`,
              ],
            ]),
        ...(record.kept ?? []).map(({ stage, why, changes }) => [
          'kept',
          `${code(stage)} keeps ${text(changes.join('; '))}: ${text(why)}`,
        ]),
      ],
    ),
    ...(record.error === undefined ? [] : ['', '## Error', '', ...errorList(record.error, '')]),
    ...(record.stages.length === 0 ? [] : ['', '## Stages', '', stageTable(record)]),
    ...part('The releases side by side', changeRows(record)),
    ...part('Checks', checkParts(checks)),
    ...part('Before and after', figureLines(checks)),
    ...part('Latency', latencyRows(checks)),
    ...part('Documents', documents(record)),
    '',
  ].join('\n');
}

/** Who, which commit, and where it was run. */
function sourceRows({ source = {} }: RunRecord): readonly (readonly string[])[] {
  const { by, commit, author, subject, jobUrl } = source;
  const who = author === undefined ? '' : ` by ${text(author)}`;
  const about = subject === undefined ? '' : `: ${text(subject)}`;
  return [
    ...(by === undefined ? [] : [['started by', text(by)]]),
    ...(commit === undefined ? [] : [['commit', `${code(commit)}${who}${about}`]]),
    ...(jobUrl === undefined ? [] : [['job', text(jobUrl)]]),
  ];
}

function stageTable(record: RunRecord): string {
  const rows = record.stages.map((stage) => [
    code(stage.name),
    stage.status,
    durationText(stage.durationMs),
    String(stage.attempts),
    stage.error === undefined ? '' : `${code(stage.error.code)} ${text(stage.error.message)}`,
  ]);
  return table(['stage', 'status', 'took', 'tries', 'error'], rows);
}

/** Problems are shown; passed checks are folded. */
function checkParts(checks: readonly CheckResult[]): readonly string[] {
  if (checks.length === 0) return [];
  const quiet = checks.filter(({ verdict }) => verdict === 'pass' || verdict === 'skip');
  const notable = checks.filter((check) => !quiet.includes(check));
  const counts = countVerdicts(checks.map(({ verdict }) => verdict));
  return [
    counts,
    ...(notable.length === 0 ? [] : ['', checkTable(notable)]),
    ...(quiet.length === 0
      ? []
      : [
          '',
          `<details><summary>${quiet.length} that passed or were skipped</summary>`,
          '',
          checkTable(quiet),
          '',
          '</details>',
        ]),
  ];
}

function checkTable(checks: readonly CheckResult[]): string {
  const rows = checks.map((check) => [
    check.verdict === 'pass' ? 'pass' : `**${check.verdict}**`,
    `[${code(check.id)}](${checkHelp(check.id)})${check.critical ? ' (critical)' : ''}`,
    text(check.target),
    text(check.message),
    text(check.hint ?? ''),
  ]);
  return table(['verdict', 'check', 'target', 'seen', 'do'], rows);
}

function changeRows(record: RunRecord): readonly string[] {
  const compared = comparisonOf(record);
  if (compared === undefined) return [];
  const rows = compared.changes.map(({ part: name, left, right }) => [
    text(name),
    code(left),
    code(right),
    left === right ? 'same' : '**changed**',
  ]);
  return [table(['part', ...compared.columns, ''], rows)];
}

function figureLines(checks: readonly CheckResult[]): readonly string[] {
  const rows = figureRows(checks).map(({ id, before, after, change }) => [code(id), before, after, change]);
  return rows.length === 0 ? [] : [table(['figure', 'before', 'after', 'change'], rows)];
}

function latencyRows(checks: readonly CheckResult[]): readonly string[] {
  const rows = checks.flatMap((check) => {
    const times = timesOf(check);
    if (times === undefined) return [];
    const said = times.percentiles.map(({ name, ms, within }) =>
      within === undefined ? `${name} ${msText(ms)}` : `${name} ${msText(ms)} (${intervalText(within)})`,
    );
    const count = times.samplesMs.length;
    return [[code(check.id), count === 0 ? '' : String(count), text(said.join(', '))]];
  });
  return rows.length === 0 ? [] : [table(['check', 'answers', 'percentiles'], rows)];
}

function documents({ outputs = [] }: RunRecord): readonly string[] {
  return outputs.flatMap(({ title, text: body }) => {
    // Longer than any fence inside, so that the document cannot end the block.
    const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([ticks]) => ticks.length));
    const fence = '`'.repeat(longest + 1);
    return [`${text(title)}:`, '', `${fence}text`, printable(body).trimEnd(), fence, ''];
  });
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function errorList(error: ErrorRecord, indent: string): readonly string[] {
  return [
    `${indent}- ${code(error.code)} ${text(error.message)}`,
    ...(error.hint === null ? [] : [`${indent}  - do: ${text(error.hint)}`]),
    ...(error.docs === null ? [] : [`${indent}  - ${text(error.docs)}`]),
    ...(error.problems ?? []).flatMap((problem) => errorList(problem, `${indent}  `)),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes text of servers and people, so that it cannot become markup, links or mentions. */
function text(value: string): string {
  return oneLine(value, 1_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#~]/g, String.raw`\$&`)
    .replaceAll('@', '@\u200b');
}

function code(value: string): string {
  return `\`${printable(value).replaceAll(/[`|\n]/g, ' ')}\``;
}
