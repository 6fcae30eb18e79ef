/** A run as one HTML page that needs nothing else: no network, everything escaped, and readable without its small scripts. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { CommandLine, RunRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { endSentence, endWords } from '../reporters/end-sentence.ts';
import { shortCommit } from '../reporters/short-commit.ts';
import { versionName } from '../reporters/users-now.ts';
import { countVerdicts } from '../reporters/tally.ts';
import { answerBlock } from './answer.ts';
import { figureTable } from './before-after-table.ts';
import { changeTable } from './changes.ts';
import { checkTable } from './check-table.ts';
import { errorBlock } from './error-block.ts';
import { escapeHtml as text, linkTo, linked } from './escape-html.ts';
import { comparisonFigures } from './comparison.ts';
import { liveSentence } from './live-span.ts';
import { latencyFigures } from './latency.ts';
import { htmlPage, sectionBlock } from './page.ts';
import type { Section } from './page.ts';
import { CHECKS_SCRIPT } from './page-script.ts';
import { roundFigures } from './rounds.ts';
import { timeline } from './timeline.ts';

/** The whole page. `line` says how commands are typed where it is read. */
export function htmlReport(record: RunRecord, line?: CommandLine): string {
  const title = `${record.pipeline} ${endWords(record)} · ${record.app} ${record.environment}`;
  const checks = record.checks ?? [];
  const answer = answerBlock(record, line);
  const sections: readonly Section[] = [
    {
      id: 'error',
      title: 'Every problem',
      body: (record.error?.problems ?? []).map(errorBlock).join('\n'),
    },
    { id: 'run', title: 'The run', body: facts(record) },
    { id: 'changes', title: 'The releases side by side', body: changeTable(record) },
    { id: 'stages', title: 'Stages', body: timeline(record) },
    { id: 'checks', title: 'Checks', body: checkTable(checks) },
    { id: 'watching', title: 'Look by look', body: roundFigures(checks) },
    {
      id: 'compared',
      title: 'Before and after',
      body: [figureTable(checks), comparisonFigures(checks)].filter(Boolean).join('\n'),
    },
    { id: 'latency', title: 'Latency', body: latencyFigures(checks) },
    { id: 'outputs', title: 'Documents', body: documents(record) },
  ].filter(({ body }) => body !== '');
  return htmlPage({
    title,
    script: CHECKS_SCRIPT,
    body: `<header>
<div>
<p class="crumbs">${text(record.app)} · ${text(record.environment)}</p>
<h1>${text(record.pipeline)} <span class="pill ${statusClass(record)}">${text(endWords(record))}</span></h1>
</div>
<button type="button" id="theme" hidden>Dark theme</button>
${answer}
<p class="lead">${text(lead(record, checks))}</p>
${record.note === undefined ? '' : `<p class="note"><b>Where this comes from:</b> ${text(record.note)}</p>`}
</header>
<nav aria-label="Parts of the report"><ul>${sections.map(({ id, title: name }) => `<li><a href="#${id}">${name}</a></li>`).join('')}</ul></nav>
<main>
${sections.map(sectionBlock).join('\n')}
</main>
<footer>run <code>${text(record.runId)}</code>, made from its record <code>${text(record.schema)}</code></footer>`,
  });
}

function lead(record: RunRecord, checks: readonly CheckResult[]): string {
  const counts = countVerdicts(checks.map(({ verdict }) => verdict));
  const live = liveSentence(record);
  return [
    `${endSentence(record)} (exit code ${record.exitCode}), after ${durationText(record.durationMs)}`,
    ...(live === undefined ? [] : [live]),
    ...(counts === '' ? [] : [`checks: ${counts}`]),
  ].join('; ');
}

function facts(record: RunRecord): string {
  const { rollback, plan } = record;
  const rows: readonly (readonly [name: string, html: string | undefined, wide?: boolean])[] = [
    ['address', linked(record.url)],
    ['started', text(record.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))],
    ['took', durationText(record.durationMs)],
    ['exit code', String(record.exitCode)],
    ['release', record.release && text(versionName(record.release.version))],
    ...sourceFacts(record),
    ['run', `<code>${text(record.runId)}</code>`],
    ['plan', plan && `<code>${text(plan.hash)}</code>`],
    [
      'rollback',
      rollback &&
        `to ${text(versionName(rollback.target))}, <b class="${rollback.verified ? 'pass' : 'fail'}">${rollback.verified ? 'verified' : 'not verified'}</b>; reason: ${text(rollback.reason)}`,
      true,
    ],
    ...(record.kept ?? []).map(
      ({ stage, why, changes }) =>
        [
          'kept',
          `<code>${text(stage)}</code> keeps ${text(changes.join('; '))}: ${text(why)}`,
          true,
        ] as const,
    ),
  ];
  const shown = rows.flatMap(([name, html, wide]) =>
    html === undefined || html === ''
      ? []
      : [`<div${wide === true ? ' class="wide"' : ''}><dt>${name}</dt><dd>${html}</dd></div>`],
  );
  return `<dl class="facts">${shown.join('')}</dl>`;
}

/** Who, which commit, and where it was run. */
function sourceFacts({
  source = {},
}: RunRecord): readonly (readonly [string, string | undefined, boolean?])[] {
  const { by, commit, author, subject, commitUrl, jobUrl } = source;
  const short =
    commit === undefined ? '' : `<code title="${text(commit)}">${text(shortCommit(commit))}</code>`;
  const who = author === undefined ? '' : ` by ${text(author)}`;
  const about = subject === undefined ? '' : `<br><small>${text(subject)}</small>`;
  return [
    ['started by', by && text(by)],
    ['commit', commit && `${linkTo(commitUrl ?? '', short)}${who}${about}`],
    ['job', jobUrl && linked(jobUrl)],
  ];
}

/** The documents of stages, as they would be printed. */
function documents({ outputs = [] }: RunRecord): string {
  return outputs
    .map(
      ({ stage, title, text: body }) =>
        `<h3>${text(title)} <small>by <code>${text(stage)}</code></small></h3><pre tabindex="0" role="region" aria-label="${text(title)}">${text(body)}</pre>`,
    )
    .join('\n');
}

function statusClass(record: RunRecord): string {
  if (record.status === 'succeeded') return 'pass';
  return record.status === 'inconclusive' || record.status === 'cancelled' ? 'warn' : 'fail';
}
