/** Numbers as people read them: three digits that count, in the unit that fits their size. */

/** Units of one kind, the smallest first: how many of the first one each is. */
const KINDS: readonly (readonly (readonly [unit: string, size: number])[])[] = [
  [
    ['µs', 1],
    ['ms', 1e3],
    ['s', 1e6],
    ['min', 6e7],
    ['h', 3.6e9],
  ],
  [
    ['B', 1],
    ['kB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
  ],
  [
    ['B', 1],
    ['KiB', 2 ** 10],
    ['MiB', 2 ** 20],
    ['GiB', 2 ** 30],
  ],
];

/**
 * A value with its unit: 0.3 of `s` is `300 ms`. An unknown unit stands behind the number as it is.
 *
 * @example
 * amount(1_234_567, 'B'); // '1.23 MB'
 */
export function amount(value: number, unit: string): string {
  const name = unit === 'us' ? 'µs' : unit;
  const kind = KINDS.find((units) => units.some(([one]) => one === name));
  const size = kind?.find(([one]) => one === name)?.[1];
  if (kind === undefined || size === undefined) return withUnit(value, name);
  const smallest = Math.abs(value) * size;
  const fitting = kind.findLast(([, each]) => smallest >= each) ?? kind.find(([one]) => one === name);
  const [shown, each] = value === 0 ? [name, size] : (fitting ?? [name, size]);
  return withUnit((value * size) / each, shown);
}

/** How much more or less it is than before: `+52 %`. Empty without a ratio. */
export function changeText(before: number, after: number): string {
  if (before <= 0) return '';
  const percent = (after / before - 1) * 100;
  const shown = rounded(percent);
  return `${shown === '0' || percent < 0 ? '' : '+'}${shown.replace('-', '−')} %`;
}

function withUnit(value: number, unit: string): string {
  return `${rounded(value)}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;
}

/** Three digits that count; whole numbers keep theirs, with a comma between thousands. */
function rounded(value: number): string {
  const exact = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return Object.is(exact, -0) ? '0' : exact.toLocaleString('en-US', { maximumFractionDigits: 20 });
}
