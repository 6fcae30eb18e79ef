/** What members can be filtered by on the page. Each member carries numbers, so that a thousand of them stay small. */
import { createHash } from 'node:crypto';
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import { oneLine } from '../printable.ts';
import { escapeHtml as text } from '../reports/escape-html.ts';
import { failureGroups, failureKey } from './failures.ts';
import type { FailureGroup } from './failures.ts';
import { OUTCOMES, outcomeSign, outcomeWords } from './outcome-words.ts';

/** A label that members are told apart by. */
interface LabelFilter {
  readonly name: string;
  readonly values: readonly string[];
}

/** The filters of a page. */
export interface Filters {
  readonly labels: readonly LabelFilter[];
  readonly failures: readonly FailureGroup[];
  /** As attributes of the member: its label values and its failure, by their numbers. */
  readonly attributesOf: (member: FleetMemberRecord) => string;
}

/** A label with more values names members, and a list of them helps nobody. */
const MOST_VALUES = 50;
const MOST_LABELS = 8;
/** The characters of a choice. */
const LABEL = 60;
/** So many failures can be chosen; the list has no more either. */
export const MOST_FAILURES = 50;

/** The filters of a record. */
export function filtersOf(record: FleetRecord): Filters {
  const labels = labelsOf(record);
  const failures = failureGroups(record);
  const failureNumbers = new Map(
    failures.flatMap(({ members }, index) => members.slice(0, 1).map((one) => [failureKey(one), index])),
  );
  return {
    labels,
    failures,
    attributesOf(member) {
      const values = labels.flatMap(({ name, values: known }, index) => {
        const at = known.indexOf(member.labels[name] ?? '');
        return at === -1 ? [] : [`${index}.${at}`];
      });
      const failure = failureNumbers.get(failureKey(member));
      return `${values.length === 0 ? '' : ` data-l="${values.join(' ')}"`}${failure === undefined ? '' : ` data-f="${failure}"`}`;
    },
  };
}

function labelsOf({ members }: FleetRecord): readonly LabelFilter[] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of members) {
    for (const [name, value] of Object.entries(labels)) {
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return [...values]
    .filter(([, { size }]) => size > 1 && size <= MOST_VALUES && size < members.length)
    .slice(0, MOST_LABELS)
    .map(([name, found]) => ({ name, values: [...found].toSorted() }));
}

/** The form, hidden until the script runs. The boxes of the outcomes are the legend of the grid as well. */
export function filterForm({ members, waves }: FleetRecord, { labels, failures }: Filters): string {
  const boxes = OUTCOMES.flatMap((outcome) => {
    const count = members.filter((member) => member.outcome === outcome).length;
    return count === 0
      ? []
      : [
          `<label class="chip"><input type="checkbox" value="${outcome}"> <span class="m ${outcome}" aria-hidden="true">${outcomeSign(outcome)}</span> ${outcomeWords(outcome)} <small>${count}</small></label>`,
        ];
  });
  // Those that are skipped may be in no wave; the grid numbers them after the last one.
  const places = [
    ...waves.map(({ name }) => ({ words: name })),
    ...(members.some(({ wave }) => wave === null) ? [{ words: 'in no wave' }] : []),
  ];
  const selects = [
    ...(places.length < 2 ? [] : [select('wave', 'wave', places)]),
    ...labels.map(({ name, values }, index) =>
      select(
        name,
        `label-${index}`,
        values.map((value) => ({ words: value })),
      ),
    ),
    ...(failures.length === 0
      ? []
      : [
          select(
            'failure',
            'failure',
            failures.slice(0, MOST_FAILURES).map((group) => ({ words: failureName(group), id: idOf(group) })),
          ),
        ]),
  ];
  return `<form class="tools" id="filter" role="search" aria-label="Filter the members" hidden>
<input type="search" aria-label="Part of an app's name" aria-keyshortcuts="/" placeholder="filter by name; / leads here" autocomplete="off" spellcheck="false">
${selects.join('\n')}
<fieldset><legend>only</legend>${boxes.join('')}</fieldset>
<button type="reset">Clear</button>
</form>
<p class="shown" id="shown" role="status"></p>
<p class="about" id="about" hidden></p>`;
}

/** The name of a label or a wave, or the value of a label, on one line. */
export function shortLabel(words: string): string {
  return oneLine(words, LABEL).toWellFormed();
}

/** Failures by what they are called in the list. */
function failureName({ outcome, because, members }: FailureGroup): string {
  const words = `${members.length} ${outcomeWords(outcome)}${because === '' ? '' : `: ${because}`}`;
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** The same for a failure on every page that is made of the run: it stands in addresses. */
function idOf({ members }: FailureGroup): string {
  const [first] = members;
  return createHash('sha256')
    .update(first === undefined ? '' : failureKey(first))
    .digest('hex')
    .slice(0, 8);
}

/** A choice; `id` is what it is called in an address, where that are not its words. */
function select(
  label: string,
  name: string,
  values: readonly { readonly words: string; readonly id?: string }[],
): string {
  const options = values.map(
    ({ words, id }, index) =>
      `<option value="${index}"${id === undefined ? '' : ` data-id="${id}"`}>${text(shortLabel(words))}</option>`,
  );
  return `<label class="choice"><span>${text(shortLabel(label))}</span> <select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
}
