/** The kinds of simple values in a config file. */
import { parseDuration } from './go-duration.ts';
import { simple } from './shape.ts';
import type { Shape } from './shape.ts';
import { Moment, plain } from './value.ts';

export const text: Shape<string> = simple(
  'a text',
  (value) => {
    if (value instanceof Moment) return value.json;
    return typeof value === 'string' ? value : undefined;
  },
  '',
);

export const flag: Shape<boolean> = simple('true or false', (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** Whole numbers up to 2^53: no machine has more of anything, and the platform's JSON could not carry it everywhere. */
export const whole: Shape<number> = simple('a whole number, at most 9007199254740991', (value) => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
});

/** Whole numbers from 0 that fit 32 bits. */
export const count: Shape<number> = simple('a whole number from 0 to 4294967295', (value) => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  const fits = typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 2 ** 32;
  return fits ? number : undefined;
});

export const float: Shape<number> = simple('a number', (value) => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
});

/** Nanoseconds. A bare number counts them here, which is hardly meant. */
export const duration: Shape<bigint> = {
  wants: "a duration with its unit, such as '30s'",
  read(value, path, { report }) {
    const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
    const found = isNumber
      ? BigInt(Math.trunc(Number(value)))
      : typeof value === 'string'
        ? parseDuration(value)
        : undefined;
    const fits = found !== undefined && BigInt.asIntN(64, found) === found;
    if (!fits) {
      report.problem(path, `'${path}' is no duration`, `write ${this.wants}`);
      return undefined;
    }
    if (isNumber) {
      report.warning(path, `'${path}' is ${value}, which is read as nanoseconds`, `write ${this.wants}`);
    }
    return found;
  },
};

/** What a service does with machines that have no requests. The platform's words in answers are false, true and "suspend". */
export const autostop: Shape<boolean | 'suspend'> = simple<boolean | 'suspend'>(
  "'off', 'stop' or 'suspend'",
  (value) => {
    if (typeof value === 'boolean') return value;
    if (value === 'off') return false;
    if (value === 'stop') return true;
    return value === 'suspend' ? value : undefined;
  },
);

const ROOTFS = ['', 'never', 'restart', 'always'];

export const persistRootfs: Shape<string> = simple("'never', 'restart' or 'always'", (value) => {
  if (value === 'none') return '';
  if (typeof value === 'string') return ROOTFS.includes(value) ? value : undefined;
  return typeof value === 'bigint' || typeof value === 'number' ? ROOTFS[Number(value)] : undefined;
});

/** Anything, as JSON has it. */
export const anything: Shape<unknown> = simple<unknown>('anything', (value) => plain(value), null);
