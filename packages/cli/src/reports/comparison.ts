/** Draws how much slower or quicker the app is than before, with the confidence interval. */
import { comparisonOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { TimeComparison } from '@paintbox/deploy-core/release';
import { escapeHtml as text } from './escape-html.ts';

/** One figure for each such check; empty when there is none. */
export function comparisonFigures(checks: readonly CheckResult[]): string {
  const figures = checks.flatMap((check) => {
    const comparison = comparisonOf(check);
    return comparison === undefined ? [] : [figure(check, comparison)];
  });
  return figures.join('\n');
}

const WIDTH = 920;
const HEIGHT = 92;
const AXIS = 62;

function figure(check: CheckResult, comparison: TimeComparison): string {
  const { ratio, low, high } = comparison;
  // A logarithmic scale: twice as long and half as long are equally far from the middle.
  const reach = Math.max(Math.log(2), ...[low, high].map((value) => Math.abs(Math.log(value)) * 1.1));
  const x = (value: number): number => Math.round((Math.log(value) / reach / 2 + 0.5) * WIDTH * 10) / 10;
  const kind = check.verdict === 'pass' ? 'pass' : check.verdict === 'fail' ? 'fail' : 'warn';
  const label = `${times(ratio)} of before, between ${times(low)} and ${times(high)}`;
  const rulers = linesOf(comparison).map(
    ({ at, name }, index) =>
      `<line class="mark-line" x1="${x(at)}" y1="14" x2="${x(at)}" y2="${AXIS}"/><text x="${x(at) + 4}" y="${10 + (index % 2) * 14}">${text(name)}</text>`,
  );
  const ticks = [1 / reachOf(reach), 1, reachOf(reach)].map(
    (value, index) =>
      `<text x="${x(value)}" y="${HEIGHT - 12}" text-anchor="${['start', 'middle', 'end'][index] ?? 'middle'}">${times(value)}</text>`,
  );
  return `<figure class="${kind}">
<figcaption><h3><code>${text(check.id)}</code> <span class="pill ${kind}">${text(check.verdict)}</span></h3><p><small>${text(check.message)}</small></p></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(label)}">
<line class="rule" x1="0" y1="${AXIS}" x2="${WIDTH}" y2="${AXIS}"/>${rulers.join('')}
<line class="whisker" x1="${x(low)}" y1="44" x2="${x(high)}" y2="44"/><circle class="dot" cx="${x(ratio)}" cy="44" r="6"/>
${ticks.join('')}
</svg>
</figure>`;
}

function linesOf({
  tolerance,
  notice,
}: TimeComparison): readonly { readonly at: number; readonly name: string }[] {
  return [
    { at: 1, name: 'as before' },
    ...(tolerance === undefined ? [] : [{ at: 1 + tolerance, name: 'tolerated' }]),
    ...(notice === undefined ? [] : [{ at: 1 + notice, name: 'to be noticed' }]),
  ];
}

function reachOf(reach: number): number {
  return Math.exp(reach);
}

function times(value: number): string {
  return `${value.toFixed(2)}×`;
}
