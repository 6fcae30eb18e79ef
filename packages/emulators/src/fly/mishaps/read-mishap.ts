/** Reads a mishap that came as data. One that could never strike is refused with a sentence. */
import { PlatformError } from '../world.ts';
import { callNames } from './call-names.ts';
import { canStrike, type Mishap, type Trouble } from './mishap.ts';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const yesOrNo: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isInteger(value) && Number(value) >= 1;
const span: Check = (value) => typeof value === 'number' && value >= 0;
const status: Check = (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((known) => known === value);
const anything: Check = () => true;

const callFields: Fields = {
  call: text,
  machine: text,
  on: count,
  times: count,
  what: (value) => typeof value === 'object' && value !== null,
};

const troubleFields: Readonly<Record<Trouble['kind'], Fields>> = {
  'lost-before': {},
  'lost-after': {},
  status: { status, acted: yesOrNo, retryAfter: span, text },
  'no-capacity': {},
  garbage: { acted: yesOrNo },
  half: { length: oneOf('half', 'whole'), acted: yesOrNo },
  html: { status, acted: yesOrNo },
  empty: { acted: yesOrNo },
  answer: { json: anything },
  slow: { ms: span, acts: oneOf('at-once', 'late') },
  hang: { acted: yesOrNo },
  lagging: { ms: span },
  'empty-list': {},
  'dead-host': { machine: text },
  'pull-failed': {},
  'unpack-failed': {},
  'boot-crash': {},
  'check-never-passes': {},
};
const needed: Readonly<Partial<Record<Trouble['kind'], string>>> = {
  status: 'status',
  answer: 'json',
  slow: 'ms',
  lagging: 'ms',
};

/** The kinds of trouble. */
export const troubleKinds: readonly Trouble['kind'][] = Object.keys(troubleFields) as Trouble['kind'][];

/** The mishap that the value is. */
export function readMishap(value: unknown): Mishap {
  const mishap = fieldsOf(value, 'a mishap', callFields);
  if (!('call' in mishap) || !('what' in mishap)) throw refused(`a mishap needs 'call' and 'what'`);
  const wanted = Object(mishap['what']) as Record<string, unknown>;
  const { kind, ...rest } = wanted;
  const known = troubleKinds.find((name) => name === kind);
  if (known === undefined)
    throw refused(`unknown mishap '${String(kind)}', choose one of: ${troubleKinds.join(', ')}`);
  fieldsOf(rest, `the mishap '${known}'`, troubleFields[known]);
  const missing = needed[known];
  if (missing !== undefined && !(missing in rest)) throw refused(`the mishap '${known}' needs '${missing}'`);
  const call = String(mishap['call']);
  const met = callNames.filter((name) => matchesName(call, name));
  if (met.length === 0) throw refused(`no call is named '${call}', there are: ${callNames.join(', ')}`);
  if (!met.some((name) => canStrike(known, name))) throw refused(`'${known}' cannot strike '${call}'`);
  return mishap as unknown as Mishap; // every field was looked at
}

/** Whether a name is the pattern's, in which `*` stands for anything. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(name);
}

function fieldsOf(value: unknown, what: string, fields: Fields): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(`${what} is an object`);
  for (const [name, given] of Object.entries(value)) {
    const check = fields[name];
    if (!check) throw refused(`${what} has no '${name}', only: ${Object.keys(fields).join(', ')}`);
    if (given !== undefined && !check(given))
      throw refused(`${what} cannot have ${JSON.stringify(given)} as '${name}'`);
  }
  return { ...value };
}

function refused(why: string): PlatformError {
  return new PlatformError(422, why);
}
