/** Durations as Go reads and prints them: `90s`, `1m30s`, `1.5h`. Counted in nanoseconds. */

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // the micro sign
  μs: 1_000n, // the Greek letter
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

export const SECOND: bigint = 1_000_000_000n;
export const MINUTE: bigint = 60n * SECOND;

const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const LONGEST = (1n << 63n) - 1n;

/** Nanoseconds; undefined for what Go does not take for a duration. */
export function parseDuration(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0];
  const rest = sign === undefined ? text : text.slice(1);
  if (rest === '0') return 0n;
  if (rest === '') return undefined;
  let total = 0n;
  let index = 0;
  while (index < rest.length) {
    PART.lastIndex = index;
    const part = PART.exec(rest);
    const [all = '', whole = '', fraction = '', unit = ''] = part ?? [];
    const size = UNITS[unit];
    if (size === undefined || (whole === '' && fraction === '')) return undefined;
    total += BigInt(whole === '' ? 0 : whole) * size + ofFraction(fraction, size);
    index += all.length;
  }
  if (total > LONGEST) return undefined;
  return sign === '-' ? -total : total;
}

/** Go prints hours and minutes without a fraction, and less than a second in its largest fitting unit. */
export function printDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const size = ns < 0n ? -ns : ns;
  const sign = ns < 0n ? '-' : '';
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < SECOND) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const hours = size / (60n * MINUTE);
  const minutes = (size / MINUTE) % 60n;
  const seconds = `${decimal(size % MINUTE, SECOND)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

/** Go computes a fraction in floating point and cuts it off. */
function ofFraction(digits: string, unit: bigint): bigint {
  const kept = digits.slice(0, 18);
  return kept === '' ? 0n : BigInt(Math.trunc(Number(kept) * (Number(unit) / 10 ** kept.length)));
}

function decimal(value: bigint, unit: bigint): string {
  const rest = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${value / unit}` : `${value / unit}.${rest}`;
}
