/** What a release replaced: the parts of it before and after. */
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { Release } from '@paintbox/deploy-core/release';
import { escapeHtml as text } from './escape-html.ts';

/** One part of a release, as it was and as it is. */
export interface Change {
  readonly part: string;
  readonly before: string;
  readonly after: string;
}

/** The parts of both releases; none when the run knows only one. */
export function changesOf({ previous, release }: RunRecord): readonly Change[] {
  if (previous === undefined || release === undefined) return [];
  const before = partsOf(previous);
  const after = partsOf(release);
  return Object.keys({ ...before, ...after }).map((part) => ({
    part,
    before: before[part] ?? 'none',
    after: after[part] ?? 'none',
  }));
}

/** A table of them; empty when there is nothing to compare. */
export function changeTable(record: RunRecord): string {
  const rows = changesOf(record).map(({ part, before, after }) => {
    const same = before === after;
    const mark = same ? '<small>same</small>' : '<span class="pill warn">changed</span>';
    return `<tr><th scope="row">${text(part)}</th><td data-label="before"><code>${text(before)}</code></td><td data-label="after"><code>${text(after)}</code></td><td>${mark}</td></tr>`;
  });
  if (rows.length === 0) return '';
  return `<table class="cards changes"><caption class="hidden">The release before and after</caption>
<thead><tr><th scope="col">part</th><th scope="col">before</th><th scope="col">after</th><td></td></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function partsOf(release: Release): Readonly<Record<string, string>> {
  return {
    version: release.version,
    build: release.buildId ?? 'unknown',
    image: release.imageDigest ?? release.imageRef,
    configuration: release.configHash ?? 'unknown',
    machines: release.machines.join(', ') || 'none',
    ...Object.fromEntries(
      Object.entries(release.secretVersions).map(([name, version]) => [`secret ${name}`, version]),
    ),
  };
}
