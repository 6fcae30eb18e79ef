/** The two releases of a run side by side: what serves now, and what it replaced, or what was taken back. */
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { Image, Release } from '@paintbox/deploy-core/release';
import { versionName } from '../reporters/users-now.ts';
import { escapeHtml as text, linkTo } from './escape-html.ts';

/** One part of a release, in both of them. */
export interface Change {
  readonly part: string;
  readonly left: string;
  readonly right: string;
}

/** The parts, and what the two columns are. */
export interface Comparison {
  readonly columns: readonly [left: string, right: string];
  readonly changes: readonly Change[];
}

/** A part as it is compared; undefined where it is unknown. */
type Parts = Readonly<Record<string, string | undefined>>;

/** Both releases; undefined when the run knows only one. */
export function comparisonOf(record: RunRecord): Comparison | undefined {
  const { previous, release, takenBack, image, rollback, exitCode, status } = record;
  const serves = status === 'needs-attention' ? 'served before' : 'serves now';
  if (takenBack !== undefined) {
    const back = release ?? previous;
    return pair([serves, 'taken back'], back && partsOf(back), partsOf(takenBack));
  }
  if (rollback !== undefined && exitCode === 0)
    return pair([serves, 'taken back'], release && partsOf(release), previous && partsOf(previous));
  if (release !== undefined && release.version !== previous?.version)
    return pair(['before', serves], previous && partsOf(previous), partsOf(release));
  // The new release was given up before it had a version.
  if (exitCode === 0 || image === undefined) return undefined;
  return pair([serves, 'given up'], previous && partsOf(previous), imageParts(image));
}

function pair(
  columns: Comparison['columns'],
  left: Parts | undefined,
  right: Parts | undefined,
): Comparison | undefined {
  if (left === undefined || right === undefined) return undefined;
  const changes = Object.keys({ ...left, ...right }).flatMap((part): readonly Change[] =>
    // What neither of them says is no row.
    left[part] === undefined && right[part] === undefined
      ? []
      : [{ part, left: left[part] ?? 'unknown', right: right[part] ?? 'unknown' }],
  );
  return { columns, changes };
}

/** A table of them; empty when there is nothing to compare. */
export function changeTable(record: RunRecord): string {
  const compared = comparisonOf(record);
  if (compared === undefined) return '';
  const { columns, changes } = compared;
  const rows = changes.map(({ part, left, right }) => {
    const same = left === right;
    const mark = same ? '<small>same</small>' : '<span class="pill warn">changed</span>';
    const cell = (value: string, column: string): string =>
      `<td data-label="${text(column)}">${shown(part, value, record)}</td>`;
    return `<tr${same ? ' class="same"' : ''}><th scope="row">${text(part)}</th>${cell(left, columns[0])}${cell(right, columns[1])}<td>${mark}</td></tr>`;
  });
  return `<table class="cards changes"><caption class="hidden">Both releases, part by part</caption>
<thead><tr><th scope="col">part</th><th scope="col">${text(columns[0])}</th><th scope="col">${text(columns[1])}</th><td></td></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

/** Long names are cut for people; the whole one is in the record, and shown where the pointer rests. */
function shown(part: string, value: string, { source }: RunRecord): string {
  if (part === 'author' || value === 'unknown') return text(value);
  const short = `<code title="${text(value)}">${text(shortName(value))}</code>`;
  const page = part === 'commit' ? commitPage(value, source) : undefined;
  return page === undefined ? short : linkTo(page, short);
}

/** The page of any commit, by the page of the one that is known. */
function commitPage(commit: string, source: RunRecord['source']): string | undefined {
  const known = source?.commit?.replace(/\+$/, '');
  const url = source?.commitUrl;
  return known === undefined || url?.endsWith(known) !== true
    ? undefined
    : `${url.slice(0, -known.length)}${commit.replace(/\+$/, '')}`;
}

/** `sha256:1c9e0a52b0e3…`, `d6fbd6f7a1c2…+`. */
function shortName(value: string): string {
  return value.replaceAll(/[0-9a-f]{24,}/g, (hex) => `${hex.slice(0, 12)}…`);
}

function partsOf(release: Release): Parts {
  return {
    version: versionName(release.version),
    image: release.imageDigest ?? release.imageRef,
    commit: release.commit,
    author: release.author,
    build: release.buildId ?? undefined,
    configuration: release.configHash ?? undefined,
    machines: release.machines.join(', ') || 'none',
    ...Object.fromEntries(
      Object.entries(release.secretVersions).map(([name, version]) => [`secret ${name}`, version]),
    ),
  };
}

/** Of a release that never was one. */
function imageParts({ ref, digest, commit, author }: Image): Parts {
  return { version: 'none', image: digest ?? ref, commit, author };
}
