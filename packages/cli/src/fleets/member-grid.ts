/** The members of each wave as a grid: a sign, a colour and a name for each. */
import type { FleetMemberRecord, FleetRecord, FleetWaveRecord } from '@paintbox/deploy-core/fleet';
import { counted } from '@paintbox/deploy-core/run';
import { escapeHtml as text } from '../reports/escape-html.ts';
import type { Filters } from './fleet-filter.ts';
import type { ReportOf } from './member-files.ts';
import { OUTCOMES, outcomeSign, outcomeWords } from './outcome-words.ts';
import { shortApp } from './short-app.ts';

const PILLS: Readonly<Record<FleetWaveRecord['status'], string>> = {
  waiting: 'skip',
  open: 'warn',
  good: 'pass',
  bad: 'fail',
  inconclusive: 'warn',
};

/** A block for each wave, and one for the members that are in none. */
export function waveGrids(
  { waves, members, takesBack }: FleetRecord,
  filters: Filters,
  reportOf: ReportOf,
): string {
  const byWave = Map.groupBy(members, ({ wave }) => wave);
  const grid = (of: readonly FleetMemberRecord[]): string =>
    `<ul class="grid">${of.map((member) => cell(member, filters, reportOf(member))).join('\n')}</ul>`;
  const blocks = waves.map((wave, index) => {
    const own = byWave.get(wave.name) ?? [];
    return `<div class="wave" data-wave="${index}"><h3>${text(wave.name)} <span class="pill ${PILLS[wave.status]}">${takesBack === undefined ? statusWords(wave) : 'taken back by a person'}</span></h3>
<p class="counts">${counted(own.length, 'member')}: ${countsOf(own)}${boundsOf(wave)}</p>
${reasons(wave)}${grid(own)}</div>`;
  });
  const none = byWave.get(null) ?? [];
  return [
    ...blocks,
    ...(none.length === 0
      ? []
      : [
          `<div class="wave" data-wave="${waves.length}"><h3>In no wave</h3>\n<p class="counts">${counted(none.length, 'member')}: ${countsOf(none)}</p>\n${grid(none)}</div>`,
        ]),
  ].join('\n');
}

function statusWords({ status }: FleetWaveRecord): string {
  return status === 'open' ? 'under way' : status;
}

/** With the signs, so that they are explained on paper and without scripts, too. */
function countsOf(members: readonly FleetMemberRecord[]): string {
  return OUTCOMES.map((outcome) => ({
    outcome,
    count: members.filter((member) => member.outcome === outcome).length,
  }))
    .filter(({ count }) => count > 0)
    .map(
      ({ outcome, count }) =>
        `<span class="m ${outcome}" aria-hidden="true">${outcomeSign(outcome)}</span> ${count} ${outcomeWords(outcome)}`,
    )
    .join(', ');
}

function boundsOf({ tolerate, mostBad, approvedBy, gate, only }: FleetWaveRecord): string {
  return [
    '',
    `${tolerate} bad tolerated, ${mostBad} possible at most`,
    ...(approvedBy === null ? (gate ? ['needs approval'] : []) : [`approved by ${text(approvedBy)}`]),
    ...(only === null ? [] : [`served ${text(only)}`]),
  ].join('; ');
}

function reasons({ judgement }: FleetWaveRecord): string {
  if (judgement === null || judgement.because.length === 0) return '';
  return `<ul class="because">${judgement.because.map((reason) => `<li>${text(reason)}</li>`).join('')}</ul>\n`;
}

/** Kept short: there are a thousand of them. */
function cell(member: FleetMemberRecord, { attributesOf }: Filters, href: string | undefined): string {
  const { app, outcome } = member;
  const name = `aria-label="${text(shortApp(app))}: ${outcomeWords(outcome)}"`;
  const inner =
    href === undefined
      ? `<span class="m ${outcome}" role="img" ${name}>${outcomeSign(outcome)}</span>`
      : `<a class="m ${outcome}" href="${text(href)}" ${name}>${outcomeSign(outcome)}</a>`;
  return `<li${attributesOf(member)}>${inner}</li>`;
}
