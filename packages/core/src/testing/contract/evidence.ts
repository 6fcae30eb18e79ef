/** Quotes what was seen: short enough for one line, exact enough to see what is wrong. */
import { inspect, isDeepStrictEqual } from 'node:util';

const MOST = 160;

/** A value on one line. */
export function quoted(value: unknown): string {
  const text = inspect(value, { breakLength: Infinity, depth: 4, compact: true });
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}

/** The first member in which two values differ, with both values; undefined when they are the same. */
export function difference(before: unknown, after: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  const long = quoted(before).length + quoted(after).length > MOST;
  if (long && isOpen(before) && isOpen(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const key = keys.find((each) => !isDeepStrictEqual(before[each], after[each]));
    if (key !== undefined) return difference(before[key], after[key], `${path}[${JSON.stringify(key)}]`);
  }
  return `${path === '' ? 'it' : `snapshot${path}`} was ${quoted(before)} and is ${quoted(after)}`;
}

function isOpen(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
