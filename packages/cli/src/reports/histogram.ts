/** Latency histograms, for checks whose evidence has one: `histogram: [{ toMs: 50, count: 12 }, …]`. */
import type { CheckResult } from '@paintbox/deploy-core';
import { escapeHtml } from './escape-html.ts';

interface Bin {
  readonly toMs: number;
  readonly count: number;
}

/** A section with one histogram for each such check; empty when there is none. */
export function latencyHistograms(checks: readonly CheckResult[]): string {
  const drawn = checks.flatMap((check) => {
    const bins = binsOf(check.evidence['histogram']);
    return bins.length === 0 ? [] : [drawing(`${check.id} ${check.target}`, bins)];
  });
  return drawn.length === 0 ? '' : `<h2>Latency</h2>\n${drawn.join('\n')}`;
}

function drawing(title: string, bins: readonly Bin[]): string {
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const bars = bins.map(
    ({ toMs, count }) =>
      `<div style="height:${((count / most) * 100).toFixed(1)}%" title="up to ${toMs} ms: ${count}"></div>`,
  );
  const last = bins.at(-1)?.toMs ?? 0;
  return `<p>${escapeHtml(title)}</p><div class="histogram">${bars.join('')}</div><p><small>0 to ${last} ms</small></p>`;
}

function binsOf(value: unknown): readonly Bin[] {
  return Array.isArray(value) && value.every(isBin) ? value : [];
}

function isBin(value: unknown): value is Bin {
  if (typeof value !== 'object' || value === null || !('toMs' in value) || !('count' in value)) return false;
  return Number.isFinite(value.toMs) && Number.isFinite(value.count);
}
