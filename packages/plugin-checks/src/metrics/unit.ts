/** Values with units: `300 ms` is `0.3` of a source that counts seconds. */

/** What each unit measures, and how much of it one is. */
const UNITS: Readonly<Record<string, readonly [kind: string, size: number]>> = {
  us: ['time', 1e-6],
  ms: ['time', 1e-3],
  s: ['time', 1],
  min: ['time', 60],
  h: ['time', 3_600],
  B: ['size', 1],
  kB: ['size', 1e3],
  MB: ['size', 1e6],
  GB: ['size', 1e9],
  KiB: ['size', 1_024],
  MiB: ['size', 1_048_576],
  GiB: ['size', 1_073_741_824],
  '%': ['share', 0.01],
  '': ['share', 1],
  '/s': ['rate', 1],
  '/min': ['rate', 1 / 60],
  '/h': ['rate', 1 / 3_600],
};

/** Every unit, for the message about an unknown one. */
export const UNIT_NAMES: string = Object.keys(UNITS)
  .filter((name) => name !== '')
  .join(', ');

/** True for a unit that is known; no unit is one. */
export function isUnit(name: string): boolean {
  return Object.hasOwn(UNITS, name);
}

/** A value as a number of the source's unit. A bare number has that unit already. Otherwise a sentence about what is wrong. */
export function inUnit(value: string | number, unit: string): number | string {
  if (typeof value === 'number') return Number.isFinite(value) ? value : `${value} is no number`;
  const [, digits, name = ''] = /^\s*(-?\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(value) ?? [];
  const given = UNITS[name];
  const wanted = UNITS[unit];
  if (digits === undefined) return `'${value}' is not a number with a unit`;
  if (given === undefined) return `'${value}' has an unknown unit; there are ${UNIT_NAMES}`;
  if (wanted === undefined || given[0] !== wanted[0]) {
    return `'${value}' cannot be compared with values in ${unit === '' ? 'no unit' : `'${unit}'`}`;
  }
  return (Number(digits) * given[1]) / wanted[1];
}

/** A value for people: four digits, with its unit. A share is said in percent. */
export function withUnit(value: number, unit: string): string {
  const isShare = UNITS[unit]?.[0] === 'share' && unit === '' && Math.abs(value) <= 1;
  const shown = Number((isShare ? value * 100 : value).toPrecision(4));
  const name = isShare ? '%' : unit;
  return name === '' ? String(shown) : `${shown}${name.startsWith('/') ? '' : ' '}${name}`;
}
