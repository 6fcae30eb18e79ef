/** What is not good, by its failure: the words, how many members have it, the first of them. */
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import { oneLine } from '../printable.ts';
import { escapeHtml as text } from '../reports/escape-html.ts';
import type { FailureGroup } from './failures.ts';
import { MOST_FAILURES, shortLabel } from './fleet-filter.ts';
import type { Filters } from './fleet-filter.ts';
import type { ReportOf } from './member-files.ts';
import { outcomeWords } from './outcome-words.ts';
import { shortApp } from './short-app.ts';

/** How many members are named of each failure. The grid has all of them. */
const NAMED = 5;
/** The characters of a failure. */
const LONGEST = 240;
/** A label that so few fleets would have by chance on all members with a failure says something. */
const CHANCE = 0.01;

const PILLS: Readonly<Record<FleetMemberRecord['outcome'], string>> = {
  good: 'pass',
  bad: 'fail',
  back: 'warn',
  person: 'fail',
  running: 'warn',
  waiting: 'skip',
  skipped: 'skip',
};

/** The list; empty when everything is good. */
export function failureList(record: FleetRecord, { failures }: Filters, reportOf: ReportOf): string {
  if (failures.length === 0) return '';
  const rows = failures
    .slice(0, MOST_FAILURES)
    .map((group, index) => failureBlock(group, index, record, reportOf));
  const more = failures.length - rows.length;
  return `<ol class="failures">${rows.join('\n')}</ol>${more > 0 ? `\n<p><small>and ${more} more kinds, in the grid below</small></p>` : ''}`;
}

function failureBlock(group: FailureGroup, index: number, record: FleetRecord, reportOf: ReportOf): string {
  const { outcome, because, members } = group;
  const named = members.slice(0, NAMED).map((member) => {
    const href = reportOf(member);
    const app = text(shortApp(member.app));
    return href === undefined ? `<code>${app}</code>` : `<a href="${text(href)}"><code>${app}</code></a>`;
  });
  const more = members.length - named.length;
  const words =
    because === '' ? 'by the fleet, after its wave was bad' : oneLine(because, LONGEST).toWellFormed();
  const shared = sharedLabels(group, record);
  return `<li><p><span class="pill ${PILLS[outcome]}">${members.length} ${outcomeWords(outcome)}</span> <span class="why"${exampleOf(group)}>${text(words)}</span></p>
<p class="named">${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} <button type="button" class="copy only" data-f="${index}" hidden>Show in the grid</button></p>${
    shared.length === 0 ? '' : `\n<p class="do"><b>all have</b> ${shared.map(text).join(', ')}</p>`
  }</li>`;
}

/** Whose words they are, where those of the others have other numbers. */
function exampleOf({ outcome, members: [first, ...others] }: FailureGroup): string {
  if (first === undefined || outcome === 'back') return '';
  return others.every(({ because }) => because === first.because)
    ? ''
    : ` data-of="${text(shortApp(first.app))}"`;
}

/** Labels that all of several members with a failure have, and that is no chance: two members with a label that a third of the fleet has mean nothing. */
function sharedLabels({ outcome, members }: FailureGroup, record: FleetRecord): readonly string[] {
  const [first, second] = members;
  if (first === undefined || second === undefined || outcome === 'skipped' || outcome === 'back') return [];
  return Object.entries(first.labels)
    .filter(([name, value]) => members.every(({ labels }) => labels[name] === value))
    .filter(([name, value]) => {
      const all = record.members.filter(({ labels }) => labels[name] === value).length;
      return (all / record.members.length) ** members.length <= CHANCE;
    })
    .slice(0, 8)
    .map(([name, value]) => `${shortLabel(name)} ${shortLabel(value)}`);
}
