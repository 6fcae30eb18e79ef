/** Draws the times that checks measured: a histogram with percentiles for each. */
import { timesOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { MeasuredPercentile, MeasuredTimes } from '@paintbox/deploy-core/release';
import { escapeHtml as text } from './escape-html.ts';
import { binsOf } from './bins.ts';

/** One figure for each check that measured times; empty when none did. */
export function latencyFigures(checks: readonly CheckResult[]): string {
  const figures = checks.flatMap((check) => {
    const times = timesOf(check);
    return times === undefined ? [] : [figure(check, times)];
  });
  return figures.length === 0 ? '' : `<div class="figures">\n${figures.join('\n')}\n</div>`;
}

const WIDTH = 460;
const HEIGHT = 150;
const TOP = 22;
const BOTTOM = 20;

function figure(check: CheckResult, times: MeasuredTimes): string {
  const { samplesMs, percentiles } = times;
  const count = samplesMs.length;
  const said = percentiles.map(({ name, ms }) => `${name} ${msText(ms)}`).join(', ');
  const answers = count === 0 ? '' : `, ${count} answers`;
  const label = `${check.id}: ${count} answers${said === '' ? '' : `; ${said}`}`;
  return `<figure>
<figcaption><h3><code>${text(check.id)}</code></h3><p><small>${text(check.target)}${answers}</small></p></figcaption>
${count === 0 ? '' : histogram(times, label)}
${percentiles.length === 0 ? '' : percentileTable(check.id, percentiles)}
</figure>`;
}

function histogram({ samplesMs, percentiles }: MeasuredTimes, label: string): string {
  const bins = binsOf(samplesMs);
  const from = bins[0]?.fromMs ?? 0;
  const to = bins.at(-1)?.toMs ?? 1;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (ms: number): number => Math.round(((ms - from) / Math.max(to - from, 1e-6)) * WIDTH * 10) / 10;
  const floor = HEIGHT - BOTTOM;
  const columns = bins.map(({ fromMs, toMs, count }) => {
    const height = (count / most) * (floor - TOP);
    const title = `<title>${fromMs} to ${toMs} ms: ${count}</title>`;
    return `<rect class="column" x="${x(fromMs) + 1}" y="${(floor - height).toFixed(1)}" width="${Math.max(1, x(toMs) - x(fromMs) - 2).toFixed(1)}" height="${height.toFixed(1)}">${title}</rect>`;
  });
  const marks = percentiles
    .filter(({ ms }) => ms >= from && ms <= to)
    .map(({ name, ms }, index) => markAt(x(ms), name, index % 2 === 0 ? 10 : 20));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(label)}">
${columns.join('')}<line class="rule" x1="0" y1="${floor}" x2="${WIDTH}" y2="${floor}"/>${marks.join('')}
<text x="0" y="${HEIGHT - 4}">${msText(from)}</text><text x="${WIDTH}" y="${HEIGHT - 4}" text-anchor="end">${msText(to)}</text>
</svg>`;
}

function markAt(x: number, name: string, y: number): string {
  const anchor = x > WIDTH - 40 ? 'end' : 'start';
  const offset = anchor === 'end' ? -4 : 4;
  return `<line class="mark-line" x1="${x}" y1="2" x2="${x}" y2="${HEIGHT - BOTTOM}"/><text class="mark-text" x="${x + offset}" y="${y}" text-anchor="${anchor}">${text(name)}</text>`;
}

function percentileTable(id: string, percentiles: readonly MeasuredPercentile[]): string {
  const rows = percentiles.map(
    ({ name, ms, within }) =>
      `<tr><th scope="row">${text(name)}</th><td class="number">${msText(ms)}</td><td class="number">${within === undefined ? '<small>not said</small>' : text(intervalText(within))}</td></tr>`,
  );
  return `<table><caption class="hidden">Percentiles of ${text(id)}</caption>
<thead><tr><th scope="col">percentile</th><th scope="col" class="number">measured</th><th scope="col" class="number">lies in</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>`;
}

/** With too few samples, the bound is left open. */
export function intervalText({ lowMs, highMs }: NonNullable<MeasuredPercentile['within']>): string {
  return `${lowMs === null ? 'less than measured' : msText(lowMs)} to ${highMs === null ? 'more than measured' : msText(highMs)}`;
}

/** Milliseconds with the significant digits. */
export function msText(ms: number): string {
  return `${ms >= 100 ? Math.round(ms) : Math.round(ms * 10) / 10} ms`;
}
