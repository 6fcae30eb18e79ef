/** The shape of a ledger entry as it is stored: it outlives the version that wrote it, so it is looked at before it is believed. */

type Look = (value: unknown) => boolean;

const text: Look = (value) => typeof value === 'string';
const nullableText: Look = (value) => value === null || text(value);
const optionalText: Look = (value) => value === undefined || text(value);
const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const tableOf =
  (look: Look): Look =>
  (value) =>
    isTable(value) && Object.values(value).every(look);
const optional =
  (look: Look): Look =>
  (value) =>
    value === undefined || look(value);
const number: Look = (value) => typeof value === 'number';

const against: Look = (value) => isTable(value) && text(value['at']) && text(value['reason']);
const stable: Look = (value) =>
  isTable(value) &&
  text(value['at']) &&
  text(value['runId']) &&
  tableOf(number)(value['evidence']) &&
  optional(number)(value['soakMs']);

const FIELDS: readonly (readonly [path: string, look: Look])[] = [
  ['release', isTable],
  ['release.version', text],
  ['release.imageDigest', nullableText],
  ['release.imageRef', text],
  ['release.configHash', nullableText],
  ['release.secretVersions', tableOf(text)],
  ['release.buildId', nullableText],
  ['release.machines', (value) => Array.isArray(value) && value.every(text)],
  ['configJson', nullableText],
  ['runId', text],
  ['at', text],
  ['by', optionalText],
  ['commit', optionalText],
  ['restores', optionalText],
  ['secrets', optional(tableOf(text))],
  ['marks', isTable],
  ['marks.stable', optional(stable)],
  ['marks.bad', optional(against)],
  ['marks.undone', optional(against)],
];

/** What is wrong with a stored entry, as a sentence; undefined when nothing is. */
export function wrongField(entry: unknown): string | undefined {
  const wrong = FIELDS.find(([path, look]) => !look(valueAt(entry, path)));
  return wrong === undefined ? undefined : `field '${wrong[0]}' is not what it should be`;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isTable(at) ? at[key] : undefined), value);
}
