/** The stages of a run as bars over its length. */
import type { RunRecord, StageRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { errorBlock } from './error-block.ts';
import { escapeHtml as text } from './escape-html.ts';
import { liveSpan, spanOf } from './live-span.ts';
import type { Span } from './live-span.ts';

/** A list with one bar for each stage, undo and verification; a stage that never started has none. Empty without stages. */
export function timeline(record: RunRecord): string {
  if (record.stages.length === 0) return '';
  const startMs = Date.parse(record.startedAt);
  const stages = record.stages.map(stageBar);
  const back = barsBack(record);
  const ends = [...stages, ...back].map(
    ({ fromMs, durationMs }) => (fromMs ?? startMs) + durationMs - startMs,
  );
  const lengthMs = Math.max(record.durationMs, 1, ...ends.filter(Number.isFinite));
  const whole = { startMs, lengthMs };
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => `<span>${durationText(lengthMs * share)}</span>`);
  const rows = [
    ...record.stages.map((stage) => `<li>${barRow(stageBar(stage), whole)}${errorBelow(stage, record)}</li>`),
    ...back.map((bar) => `<li>${barRow(bar, whole)}</li>`),
  ];
  return `<div class="axis" aria-hidden="true"><div>${ticks.join('')}</div></div>\n<ol class="timeline">\n${rows.join('\n')}\n</ol>`;
}

/** The run as a whole. */
interface Whole {
  readonly startMs: number;
  readonly lengthMs: number;
}

/** One bar. A part that never began has none. */
interface Bar {
  /** As HTML: `<code>…</code>`. */
  readonly label: string;
  readonly fromMs: number | undefined;
  readonly durationMs: number;
  readonly kind: string;
  readonly ended: string;
}

function barRow({ label, fromMs, durationMs, kind, ended }: Bar, whole: Whole): string {
  const percent = (ms: number): string =>
    `${Math.min(100, Math.max(0, (ms / whole.lengthMs) * 100)).toFixed(2)}%`;
  const bar =
    fromMs === undefined || !Number.isFinite(fromMs)
      ? ''
      : `<div class="bar" style="left:${percent(fromMs - whole.startMs)};width:${percent(durationMs)}"></div>`;
  const took = fromMs === undefined ? '' : durationText(durationMs);
  return `<div class="row"><span>${label}</span><div class="track ${kind}">${bar}</div><span>${took}</span><span><span class="pill ${kind}">${text(ended)}</span></span></div>`;
}

function stageBar({ name, status, attempts, startedAt, durationMs }: StageRecord): Bar {
  const tries = attempts > 1 ? ` <small>${attempts} tries</small>` : '';
  return {
    label: `<code>${text(name)}</code>${tries}`,
    fromMs: startedAt === null ? undefined : Date.parse(startedAt),
    durationMs,
    kind: KINDS[status],
    ended: status,
  };
}

/** What was taken back and looked at again, in the order it began, and how long users could meet the change. */
function barsBack(record: RunRecord): readonly Bar[] {
  const bar = (label: string, { fromMs, toMs }: Span, kind: string, ended: string): Bar => ({
    label,
    fromMs,
    durationMs: toMs - fromMs,
    kind,
    ended,
  });
  const unsure = record.status === 'needs-attention';
  const parts = record.stages.flatMap(({ name, status, undo, verification }) => [
    ...(undo === undefined
      ? []
      : [bar(`undo <code>${text(name)}</code>`, spanOf(undo), KINDS[status], status)]),
    ...(verification === undefined
      ? []
      : [
          bar(
            `verify <code>${text(name)}</code>`,
            spanOf(verification),
            unsure ? 'warn' : 'pass',
            unsure ? 'looked again' : 'passed',
          ),
        ]),
  ]);
  const live = liveSpan(record);
  return [
    ...parts.toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0)),
    ...(live === undefined ? [] : [bar('the change was live', live, 'fail', 'live')]),
  ];
}

const KINDS: Readonly<Record<StageRecord['status'], string>> = {
  succeeded: 'pass',
  failed: 'fail',
  'undo-failed': 'fail',
  undone: 'warn',
  cancelled: 'warn',
  skipped: 'skip',
  waiting: 'skip',
  running: 'warn',
};

/** The error of the stage. An error that ended the run is left out, because the top of the page shows it. */
function errorBelow({ error }: StageRecord, record: RunRecord): string {
  return error === undefined || error.message === record.error?.message ? '' : errorBlock(error);
}
