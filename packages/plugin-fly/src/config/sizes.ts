/** Sizes as flyctl reads them: memory in binary units, counted in MiB; disks in decimal units, counted in GB. A bare number is already in that unit. */

const UNITS = 'kmgtp';
const WHOLE = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Mebibytes of `512`, `512mb`, `2gb`; undefined for what is no size. */
export function mebibytes(text: string): number | undefined {
  return sized(text, 1024, 2);
}

/** Gigabytes of `10`, `10gb`; undefined for what is no size. */
export function gigabytes(text: string): number | undefined {
  return sized(text, 1000, 3);
}

function sized(text: string, base: number, power: number): number | undefined {
  if (WHOLE.test(text)) return Number(text);
  const bytes = bytesOf(text, base);
  return bytes === undefined || bytes >= 2 ** 63 ? undefined : Math.trunc(Math.trunc(bytes) / base ** power);
}

/** The rule of docker/go-units: the number ends at the last digit, point or space; the rest is the unit. */
function bytesOf(text: string, base: number): number | undefined {
  const end = text.search(/[\d. ][^\d. ]*$/);
  if (end === -1) return undefined;
  const number = text[end] === ' ' ? text.slice(0, end) : text.slice(0, end + 1);
  const unit = text.slice(end + 1).toLowerCase();
  if (!FLOAT.test(number) || Number(number) < 0) return undefined;
  if (unit === '' || unit === 'b') return Number(number);
  const index = UNITS.indexOf(unit.charAt(0));
  const isKnown = index !== -1 && ['', 'b', 'ib'].includes(unit.slice(1));
  return isKnown ? Number(number) * base ** (index + 1) : undefined;
}
