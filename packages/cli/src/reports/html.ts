/** A run as one HTML page that needs nothing else: no script, no network, everything escaped. */
import type { CheckResult, ErrorRecord, RunRecord, StageRecord } from '@paintbox/deploy-core';
import { durationText } from '../arguments/duration.ts';
import { escapeHtml as text } from './escape-html.ts';
import { latencyHistograms } from './histogram.ts';
import { HTML_STYLE } from './html-style.ts';

/** The whole page. */
export function htmlReport(record: RunRecord): string {
  const title = `${record.pipeline} · ${record.app} ${record.environment} · ${record.status}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
<h1>${text(record.pipeline)}: <span class="${statusClass(record)}">${text(record.status)}</span></h1>
${facts(record)}
${record.error === undefined ? '' : `<h2>Error</h2>\n${errorBlock(record.error)}`}
${record.stages.length === 0 ? '' : `<h2>Stages</h2>\n${timeline(record)}`}
${(record.checks ?? []).length === 0 ? '' : `<h2>Checks</h2>\n${checkTable(record.checks ?? [])}`}
${latencyHistograms(record.checks ?? [])}
</main>
</body>
</html>
`;
}

function facts(record: RunRecord): string {
  const { release, previous, rollback } = record;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['app', record.app],
    ['environment', record.environment],
    ['url', record.url],
    ['note', record.note],
    ['run', record.runId],
    ['exit code', String(record.exitCode)],
    ['started', record.startedAt],
    ['took', durationText(record.durationMs)],
    ['release', release && `${release.version}, ${release.imageDigest ?? release.imageRef}`],
    ['before', previous && `${previous.version}, ${previous.imageDigest ?? previous.imageRef}`],
    [
      'rollback',
      rollback &&
        `to ${rollback.target}, ${rollback.verified ? 'verified' : 'not verified'}: ${rollback.reason}`,
    ],
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`<dt>${name}</dt><dd>${text(value)}</dd>`],
  );
  return `<dl>${shown.join('')}</dl>`;
}

/** Bars over the length of the run; a stage that never started has none. */
function timeline(record: RunRecord): string {
  const start = Date.parse(record.startedAt);
  const ends = record.stages.map((stage) =>
    stage.startedAt === null ? 0 : Date.parse(stage.startedAt) - start + stage.durationMs,
  );
  const span = Math.max(record.durationMs, 1, ...ends.filter(Number.isFinite));
  return record.stages.map((stage) => timelineRow(stage, start, span, record.error)).join('\n');
}

function timelineRow(
  stage: StageRecord,
  start: number,
  span: number,
  runError: ErrorRecord | undefined,
): string {
  const from = stage.startedAt === null ? undefined : Date.parse(stage.startedAt) - start;
  const percent = (ms: number): string => `${Math.min(100, Math.max(0, (ms / span) * 100)).toFixed(2)}%`;
  const bar =
    from === undefined || !Number.isFinite(from)
      ? ''
      : `<div class="bar" style="left:${percent(from)};width:${percent(stage.durationMs)}"></div>`;
  const kind = {
    succeeded: 'pass',
    failed: 'fail',
    'undo-failed': 'fail',
    undone: 'warn',
    cancelled: 'warn',
    skipped: 'skip',
  }[stage.status];
  const tries = stage.attempts > 1 ? `, ${stage.attempts} tries` : '';
  // The error that ended the run stands at the top of the page already.
  const told = stage.error === undefined || stage.error.message === runError?.message;
  const error = told || stage.error === undefined ? '' : errorBlock(stage.error);
  return `<div class="row"><code>${text(stage.name)}</code><div class="track ${kind}">${bar}</div><span>${durationText(stage.durationMs)}</span><span class="mark ${kind}">${text(stage.status + tries)}</span></div>${error}`;
}

function checkTable(checks: readonly CheckResult[]): string {
  const rows = checks.map(
    (check) => `<tr>
<td class="mark ${verdictClass(check)}">${text(check.verdict)}</td>
<td><code>${text(check.id)}</code>${check.critical ? '' : ' <small>not critical</small>'}</td>
<td>${text(check.target)}${check.answeredBy === undefined ? '' : `<br><small>answered by ${text([check.answeredBy.version, check.answeredBy.machine].filter(Boolean).join(', ') || 'unknown')}</small>`}</td>
<td>${text(check.message)}${check.hint === undefined ? '' : `<br><small>do: ${text(check.hint)}</small>`}
<details><summary>evidence</summary><pre>${text(JSON.stringify(check.evidence, undefined, 2))}</pre></details></td>
</tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th>verdict</th><th>check</th><th>target</th><th>seen</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function errorBlock(error: ErrorRecord): string {
  return `<div class="error"><p><code>${text(error.code)}</code> ${text(error.message)}</p>${
    error.hint === null ? '' : `<p>do: ${text(error.hint)}</p>`
  }${error.docs === null ? '' : `<p><code>${text(error.docs)}</code></p>`}${(error.problems ?? []).map(errorBlock).join('')}</div>`;
}

function statusClass(record: RunRecord): string {
  if (record.status === 'succeeded') return 'pass';
  return record.status === 'inconclusive' || record.status === 'cancelled' ? 'warn' : 'fail';
}

function verdictClass({ verdict, critical }: CheckResult): string {
  if (verdict === 'fail') return critical ? 'fail' : 'warn';
  return { pass: 'pass', warn: 'warn', skip: 'skip', inconclusive: 'warn' }[verdict];
}
