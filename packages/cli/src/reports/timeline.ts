/** The stages of a run as bars over its length. */
import type { RunRecord, StageRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { errorBlock } from './error-block.ts';
import { escapeHtml as text } from './escape-html.ts';

/** A list with one bar for each stage; a stage that never started has none. Empty without stages. */
export function timeline(record: RunRecord): string {
  if (record.stages.length === 0) return '';
  const start = Date.parse(record.startedAt);
  const ends = record.stages.map((stage) =>
    stage.startedAt === null ? 0 : Date.parse(stage.startedAt) - start + stage.durationMs,
  );
  const span = Math.max(record.durationMs, 1, ...ends.filter(Number.isFinite));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => `<span>${durationText(span * share)}</span>`);
  const rows = record.stages.map(
    (stage) => `<li>${stageRow(stage, start, span)}${errorBelow(stage, record)}</li>`,
  );
  return `<div class="axis" aria-hidden="true"><div>${ticks.join('')}</div></div>\n<ol class="timeline">\n${rows.join('\n')}\n</ol>`;
}

function stageRow(stage: StageRecord, start: number, span: number): string {
  const from = stage.startedAt === null ? undefined : Date.parse(stage.startedAt) - start;
  const percent = (ms: number): string => `${Math.min(100, Math.max(0, (ms / span) * 100)).toFixed(2)}%`;
  const bar =
    from === undefined || !Number.isFinite(from)
      ? ''
      : `<div class="bar" style="left:${percent(from)};width:${percent(stage.durationMs)}"></div>`;
  const kind = KINDS[stage.status];
  const tries = stage.attempts > 1 ? ` <small>${stage.attempts} tries</small>` : '';
  const took = stage.startedAt === null ? '' : durationText(stage.durationMs);
  return `<div class="row"><span><code>${text(stage.name)}</code>${tries}</span><div class="track ${kind}">${bar}</div><span>${took}</span><span><span class="pill ${kind}">${text(stage.status)}</span></span></div>`;
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
