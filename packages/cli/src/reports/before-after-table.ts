/** Every figure that is known from before the release and from after it, side by side. */
import { beforeAfterOf, comparisonOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import { amount, changeText } from './amount.ts';
import { checkHelp } from './check-help.ts';
import { escapeHtml as text, linkTo } from './escape-html.ts';

/** One figure. */
export interface FigureRow {
  readonly id: string;
  readonly before: string;
  readonly after: string;
  /** `+52 %`; empty where there is no ratio. */
  readonly change: string;
  readonly verdict: CheckResult['verdict'];
}

/** The figures of the checks. One that is known of one side only is left out. */
export function figureRows(checks: readonly CheckResult[]): readonly FigureRow[] {
  return checks.flatMap((check) => {
    const { before, after, unit } = figureOf(check);
    if (before === undefined || after === undefined) return [];
    return [
      {
        id: check.id,
        before: amount(before, unit),
        after: amount(after, unit),
        change: changeText(before, after),
        verdict: check.verdict,
      },
    ];
  });
}

/** A table of them; empty when there is none. */
export function figureTable(checks: readonly CheckResult[]): string {
  const rows = figureRows(checks).map(
    ({ id, before, after, change }) =>
      `<tr><th scope="row">${linkTo(checkHelp(id), `<code>${text(id)}</code>`)}</th><td class="number">${text(before)}</td><td class="number">${text(after)}</td><td class="number">${text(change)}</td></tr>`,
  );
  return rows.length === 0
    ? ''
    : `<table><caption class="hidden">Figures before and after</caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="number">change</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function figureOf(check: CheckResult): {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly unit: string;
} {
  const { beforeMs, afterMs } = comparisonOf(check) ?? {};
  return beforeAfterOf(check) ?? { before: beforeMs, after: afterMs, unit: 'ms' };
}
