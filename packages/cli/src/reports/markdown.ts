/** A run as Markdown: for pull requests, step summaries and chat. */
import type { CheckResult, ErrorRecord, RunRecord } from '@paintbox/deploy-core';
import { durationText } from '../arguments/duration.ts';
import { oneLine, printable } from '../printable.ts';

/** The whole report. */
export function markdownReport(record: RunRecord): string {
  const { release, previous, rollback } = record;
  return [
    `# ${text(record.pipeline)}: ${record.status}`,
    '',
    table(
      ['', ''],
      [
        ['environment', text(record.environment)],
        ['app', text(record.app)],
        ['url', text(record.url)],
        ...(record.note === undefined ? [] : [['note', text(record.note)]]),
        ['run', code(record.runId)],
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
                `to ${text(rollback.target)}, ${rollback.verified ? 'verified' : '**not verified**'}: ${text(rollback.reason)}`,
              ],
            ]),
      ],
    ),
    ...(record.error === undefined ? [] : ['', '## Error', '', ...errorList(record.error, '')]),
    ...(record.stages.length === 0 ? [] : ['', '## Stages', '', stageTable(record)]),
    ...((record.checks ?? []).length === 0 ? [] : ['', '## Checks', '', checkTable(record.checks ?? [])]),
    '',
  ].join('\n');
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

function checkTable(checks: readonly CheckResult[]): string {
  const rows = checks.map((check) => [
    check.verdict === 'pass' ? 'pass' : `**${check.verdict}**`,
    code(check.id) + (check.critical ? ' (critical)' : ''),
    text(check.target),
    text(check.message),
    text(check.hint ?? ''),
  ]);
  return table(['verdict', 'check', 'target', 'seen', 'do'], rows);
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

/** Text of servers and people must not become markup, links or mentions. */
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
