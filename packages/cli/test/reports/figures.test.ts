/** Numbers as a report shows them: with their units, side by side, and with the digits that count. */
import { beforeAfterEvidence, comparisonEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { figureRows } from '../../src/reports/before-after-table.ts';
import { htmlReport } from '../../src/reports/html.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { sampleRecord } from './sample-record.ts';

const test = suite('figures of a report');

function withEvidence(evidence: CheckResult['evidence']): CheckResult {
  return {
    id: 'latency',
    target: 'https://x',
    verdict: 'inconclusive',
    critical: true,
    message: 'no answer',
    evidence,
  };
}

test('every figure that is known from both sides stands in one table, with units and rounded', () => {
  const metric = (id: string, before: number | undefined, after: number, unit: string): CheckResult => ({
    ...withEvidence(beforeAfterEvidence({ before, after, unit })),
    id,
  });
  const checks = [
    metric('metric.latency', 0.30000000000000004, 0.4567891, 's'),
    metric('metric.traffic', 12.345678, 11.98765, '/s'),
    metric('metric.memory', 104_857_600, 1_288_490_188.8, 'B'),
    metric('metric.errors', 0.031, 2.1234, '%'),
    metric('metric.queue', 1234.5, 909.4, ''),
    metric('metric.first', undefined, 3, 's'),
    withEvidence(comparisonEvidence({ ratio: 1.2, low: 1, high: 2, beforeMs: 24.84, afterMs: 29.81 })),
  ];

  assert.equal(
    figureRows(checks).map(({ id, before, after, change }) => [id, before, after, change].join(' | ')),
    [
      'metric.latency | 300 ms | 457 ms | +52.3 %',
      'metric.traffic | 12.3/s | 12/s | −2.9 %',
      'metric.memory | 105 MB | 1.29 GB | +1,129 %',
      'metric.errors | 0.031 % | 2.12 % | +6,750 %',
      'metric.queue | 1,235 | 909 | −26.3 %',
      'latency | 24.8 ms | 29.8 ms | +20 %',
    ],
  );
  const record = { ...sampleRecord, checks };
  assert.match(htmlReport(record), '<td class="number">457 ms</td>');
  assert.match(markdownReport(record), '| `metric.memory` | 105 MB | 1.29 GB | +1,129 % |');
});

test('no report shows a number with more digits than count', () => {
  const evidence = {
    mean: 0.30000000000000004,
    times: { samplesMs: [1.23456789, 1234.56789], percentiles: [] },
  };

  const page = htmlReport({ ...sampleRecord, checks: [withEvidence(evidence)] });

  assert.match(page, '&quot;mean&quot;: 0.3');
  assert.match(page, '[1.235, 1235]');
  for (const text of [htmlReport(sampleRecord), markdownReport(sampleRecord), page])
    assert.not.match(text.replaceAll(/<(?:svg|script)[^]*?<\/(?:svg|script)>/g, ''), /\d\.\d{5,}/);
});

test.run();
