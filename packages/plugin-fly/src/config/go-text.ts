/** Prints values as Go's `%v` does, which is how flyctl makes texts of numbers and flags. Known from Go's fmt; compared with recordings in the corpus. */
import { isList, Moment } from './value.ts';
import type { Value } from './value.ts';

/** `true`, `8080`, `1e+06`, `[a b]`, `map[a:1]`. */
export function goText(value: Value): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return goFloat(value);
  if (value instanceof Moment) return value.printed;
  if (isList(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, inner]) => `${key}:${goText(inner)}`).join(' ')}]`;
}

/** The shortest digits, with an exponent from 1e+06 and below 1e-04: every number of a JSON file is such a float. */
function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '0', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  const sign = Object.is(value, -0) ? '-' : '';
  // JavaScript prints numbers of this size without an exponent.
  if (exponent >= -4 && exponent < 6) return `${sign}${value}`;
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}
