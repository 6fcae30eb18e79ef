/**
 * The shape of stored JSON, written beside its type. A member that only one of the two has is a compile error.
 * Members that a shape does not know are kept: a later version may have written them.
 */
import type { Codec } from '../words/artifact.ts';

/** What is wrong with a value, and where in it. */
export interface Problem {
  readonly path: readonly string[];
  /** `expected text, got the number 7`. */
  readonly message: string;
}

/** Returns every problem of a value. */
type AnyLook = (value: unknown, path: readonly string[]) => readonly Problem[];

/** Checks that a value is a `T`. */
export interface Look<T> extends AnyLook {
  /** Never set. It ties the shape to exactly `T`. */
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

/** Any JSON. Its readers check what is in it. */
export const anything: Look<unknown> = () => [];

/** One of the given words. */
export function oneOf<const T extends string | true>(...words: readonly T[]): Look<T> {
  return kind(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

/** The value, or null. */
export function nullable<T>(look: Look<T>): Look<T | null> {
  return (value, path) => (value === null ? [] : look(value, path));
}

/** The value, or undefined, or an absent member. */
export function maybe<T>(look: Look<T>): Look<T | undefined> {
  return (value, path) => (value === undefined ? [] : look(value, path));
}

/** A list whose items all have this shape. */
export function listOf<T>(look: Look<T>): Look<readonly T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => look(item, [...path, String(index)]))
      : [{ path, message: expected('a list', value) }];
}

/** An object with any names, whose values all have this shape. */
export function tableOf<T>(look: Look<T>): Look<Readonly<Record<string, T>>> {
  return (value, path) =>
    isTable(value)
      ? Object.entries(value).flatMap(([key, item]) => look(item, [...path, key]))
      : [{ path, message: expected('an object', value) }];
}

/** An object with these members. Further members are allowed. */
export function shape<T extends object>(members: { readonly [K in keyof T]-?: Look<T[K]> }): Look<T> {
  const looks = Object.entries<AnyLook>(members);
  return (value, path) =>
    isTable(value)
      ? looks.flatMap(([key, look]) => look(value[key], [...path, key]))
      : [{ path, message: expected('an object', value) }];
}

/** Every problem of a stored value, as one sentence; undefined when there is none. */
export function wrongWith<T>(look: Look<T>, value: unknown): string | undefined {
  const problems = look(value, []);
  return problems.length === 0
    ? undefined
    : problems
        .map(({ path, message }) => (path.length === 0 ? message : `field '${path.join('.')}': ${message}`))
        .join('; ');
}

/** A codec for an artifact. A value of the right shape is returned unchanged, as the same object. */
export function codecOf<T>(look: Look<T>): Codec<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'paintbox',
      validate: (value) => {
        const issues = look(value, []);
        // The shape has checked every member of the type.
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

/** A value in a few words, because a whole document would make the message unreadable. */
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
