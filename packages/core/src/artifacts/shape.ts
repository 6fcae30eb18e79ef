/**
 * The shape of stored JSON, written down beside its type and bound to it: a member that the type has and the shape has not is a compile error, and the other way round.
 * Members that a shape does not know stay where they are: a later version may have written them, and whoever goes on must not lose them.
 */
import type { Codec } from '../words/artifact.ts';

/** What is wrong with a value, and where in it. */
export interface Problem {
  readonly path: readonly string[];
  /** `expected text, got the number 7`. */
  readonly message: string;
}

/** Says all that is wrong with a value. */
type AnyLook = (value: unknown, path: readonly string[]) => readonly Problem[];

/** Looks at a value that should be a `T`. */
export interface Look<T> extends AnyLook {
  /** Never there: it binds the look to exactly `T`, neither more nor less. */
  readonly exactly?: (value: T) => T;
}

/** A string. */
export const text: Look<string> = kind('text', (value) => typeof value === 'string');

/** A number that JSON can hold. */
export const number: Look<number> = kind('a number', (value) => Number.isFinite(value));

/** A number above 0. */
export const positive: Look<number> = kind(
  'a number above 0',
  (value) => Number.isFinite(value) && Number(value) > 0,
);

/** `true` or `false`. */
export const yesOrNo: Look<boolean> = kind('true or false', (value) => typeof value === 'boolean');

/** Any JSON: what is in it is for its readers. */
export const anything: Look<unknown> = () => [];

/** One of a few words. */
export function oneOf<const T extends string | true>(...words: readonly T[]): Look<T> {
  return kind(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

/** The value, or null. */
export function nullable<T>(look: Look<T>): Look<T | null> {
  return (value, path) => (value === null ? [] : look(value, path));
}

/** The value, or nothing at all. */
export function maybe<T>(look: Look<T>): Look<T | undefined> {
  return (value, path) => (value === undefined ? [] : look(value, path));
}

/** A list of such values. */
export function listOf<T>(look: Look<T>): Look<readonly T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => look(item, [...path, String(index)]))
      : [{ path, message: expected('a list', value) }];
}

/** Such values by any names. */
export function tableOf<T>(look: Look<T>): Look<Readonly<Record<string, T>>> {
  return (value, path) =>
    isTable(value)
      ? Object.entries(value).flatMap(([key, item]) => look(item, [...path, key]))
      : [{ path, message: expected('an object', value) }];
}

/** An object with these members, and whatever else it has. */
export function shape<T extends object>(members: { readonly [K in keyof T]-?: Look<T[K]> }): Look<T> {
  const looks = Object.entries<AnyLook>(members);
  return (value, path) =>
    isTable(value)
      ? looks.flatMap(([key, look]) => look(value[key], [...path, key]))
      : [{ path, message: expected('an object', value) }];
}

/** What is wrong with a stored value, as one sentence; undefined when nothing is. */
export function wrongWith<T>(look: Look<T>, value: unknown): string | undefined {
  const problems = look(value, []);
  return problems.length === 0
    ? undefined
    : problems
        .map(({ path, message }) => (path.length === 0 ? message : `field '${path.join('.')}': ${message}`))
        .join('; ');
}

/** A codec of an artifact: it gives back the very value it was given, when its shape is right. */
export function codecOf<T>(look: Look<T>): Codec<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'paintbox',
      validate: (value) => {
        const issues = look(value, []);
        // Every member of the type was looked at.
        return issues.length === 0 ? { value: value as T } : { issues };
      },
    },
  };
}

function kind<T>(what: string, is: (value: unknown) => boolean): Look<T> {
  return (value, path) => (is(value) ? [] : [{ path, message: expected(what, value) }]);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN = 40;

function expected(what: string, value: unknown): string {
  return `expected ${what}, got ${seen(value)}`;
}

/** A value in a few words: what is wrong is shown, but nobody wants to read a whole document. */
function seen(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    case 'string':
      return `'${value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}'`;
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${value}`;
    default:
      return `a ${typeof value}`;
  }
}
