/** A run of a fleet as one HTML page for a thousand apps: what users have, a grid of the members, and what is not good by its failure. Made from the record alone. */
import { fleetLists, fleetUsersNow } from '@paintbox/deploy-core/fleet';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { durationText } from '../arguments/duration.ts';
import { commands } from '../reports/answer.ts';
import { escapeHtml as text } from '../reports/escape-html.ts';
import { htmlPage, sectionBlock } from '../reports/page.ts';
import type { Section } from '../reports/page.ts';
import { failureList } from './failure-list.ts';
import { fleetEndWords, fleetSentence } from './fleet-end.ts';
import { filterForm, filtersOf } from './fleet-filter.ts';
import { FLEET_SCRIPT } from './fleet-script.ts';
import { FLEET_STYLE } from './fleet-style.ts';
import type { ReportOf } from './member-files.ts';
import { waveGrids } from './member-grid.ts';

/** What the page is made with beside the record. */
export interface FleetPageOptions {
  readonly reportOf: ReportOf;
  /** What a person does now, with commands in backticks. */
  readonly todo?: string | undefined;
}

/** The whole page. */
export function fleetPage(record: FleetRecord, { reportOf, todo }: FleetPageOptions): string {
  const filters = filtersOf(record);
  const sections: readonly Section[] = [
    { id: 'failures', title: 'What is not good', body: failureList(record, filters, reportOf) },
    {
      id: 'members',
      title: 'Members',
      body: `${filterForm(record, filters)}\n${waveGrids(record, filters, reportOf)}`,
    },
    { id: 'run', title: 'The run', body: facts(record) },
  ].filter(({ body }) => body !== '');
  return htmlPage({
    title: `${record.fleet} ${fleetEndWords(record)} · ${record.environment}`,
    style: FLEET_STYLE,
    script: FLEET_SCRIPT,
    body: `<header>
<div>
<p class="crumbs">fleet · ${text(record.environment)}</p>
<h1>${text(record.fleet)} <span class="pill ${kindOf(record)}">${text(fleetEndWords(record))}</span></h1>
</div>
<button type="button" id="theme" hidden>Dark theme</button>
<p class="answer ${kindOf(record)}"><b>Users now:</b> ${text(fleetUsersNow(record))}</p>
<p class="lead">${text(fleetSentence(record))}</p>
${todo === undefined ? '' : `<p class="lead"><b>Do:</b> ${commands(todo)}</p>`}
</header>
<nav aria-label="Parts of the report"><ul>${sections.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join('')}</ul></nav>
<main>
${sections.map(sectionBlock).join('\n')}
</main>
<footer>run <code>${text(record.runId)}</code>, made from its record <code>${text(record.schema)}</code></footer>`,
  });
}

function kindOf(record: FleetRecord): string {
  const { person } = fleetLists(record);
  if (record.status === 'succeeded') return person.length === 0 ? 'pass' : 'warn';
  if (record.status === 'needs-attention' || person.length > 0) return 'fail';
  if (record.status === 'running') return record.held ? 'fail' : 'warn';
  return record.status === 'rolled-back' || record.status === 'failed' ? 'fail' : 'warn';
}

function facts(record: FleetRecord): string {
  const { startedAt, endedAt, exitCode, image, held, pace } = record;
  const tookMs = endedAt === undefined ? undefined : Date.parse(endedAt) - Date.parse(startedAt);
  const rows: readonly (readonly [name: string, html: string | undefined, wide?: boolean])[] = [
    ['started', timeText(startedAt)],
    ['ended', endedAt && timeText(endedAt)],
    ['took', tookMs === undefined ? undefined : durationText(tookMs)],
    ['pace', pace === undefined || endedAt !== undefined ? undefined : paceWords(pace)],
    ['exit code', exitCode === undefined ? undefined : String(exitCode)],
    ['pipeline', text(record.pipeline)],
    ['run', `<code>${text(record.runId)}</code>`],
    ['plan', `<code>${text(record.plan)}</code>`],
    [
      'image',
      image === null
        ? 'not built yet'
        : `<code>${text(image)}</code>${held ? ' <b class="fail">held: it was taken back</b>' : ''}`,
      true,
    ],
  ];
  const shown = rows.flatMap(([name, html, wide]) =>
    html === undefined
      ? []
      : [`<div${wide === true ? ' class="wide"' : ''}><dt>${name}</dt><dd>${html}</dd></div>`],
  );
  return `<dl class="facts">${shown.join('')}</dl>`;
}

function paceWords({ atOnce, askedBy }: NonNullable<FleetRecord['pace']>): string {
  return text(`${atOnce} at once, because ${askedBy.join(' and ')} asked to call less often`);
}

function timeText(iso: string): string {
  return text(iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'));
}
