/** Brings machine configs to one form, in which two that mean the same are equal. */
import { parseDuration } from '../../src/config/go-duration.ts';

const DURATIONS = new Set(['interval', 'timeout', 'grace_period']);

/** Sorted names and headers, durations in nanoseconds, and nothing for null, an empty text, list or table. */
export function byMeaning(value: unknown, key: string = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => byMeaning(item));
    const sorted = key === 'headers' ? items.toSorted((a, b) => compare(textOf(a), textOf(b))) : items;
    return sorted.length === 0 ? undefined : sorted;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .map(([name, inner]) => [name, byMeaning(inner, name)] as const)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([a], [b]) => compare(a, b));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  if (DURATIONS.has(key) && typeof value === 'string') return `${parseDuration(value) ?? value} ns`;
  return value === null || value === '' ? undefined : value;
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
