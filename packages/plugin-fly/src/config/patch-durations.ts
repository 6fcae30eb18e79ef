/** Bare numbers for durations, as flyctl's patches read them: a whole number or the whole part of a float, times the unit of the section. */
import { printDuration, SECOND } from './go-duration.ts';
import type { Report } from './finding.ts';
import type { Value } from './value.ts';

/** What a bare number counts. */
export type Unit = 'seconds' | 'milliseconds';

const SIZES: Readonly<Record<Unit, bigint>> = { seconds: SECOND, milliseconds: 1_000_000n };

/** How a section reads durations. */
export interface DurationRule {
  readonly unit: Unit;
  readonly dropsWhole: boolean;
  readonly report: Report;
}

/** The duration as a text; null for what flyctl drops without a word. */
export function castDuration(value: Value, path: string, rule: DurationRule): Value {
  if (typeof value === 'string') return value === '' ? null : value;
  const key = path.replace(/^.*\./, '');
  const hint = `write it with its unit: ${key} = '30s'`;
  const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
  if (!isNumber || (typeof value === 'bigint' && rule.dropsWhole)) {
    rule.report.warning(path, `'${path}' is ${say(value)}, which flyctl drops without a word`, hint);
    return null;
  }
  rule.report.warning(path, `'${path}' is ${value}, which is read as ${rule.unit}`, hint);
  // Go multiplies in 64 bits and wraps around.
  const whole = BigInt.asIntN(64, typeof value === 'bigint' ? value : BigInt(Math.trunc(value)));
  return printDuration(BigInt.asIntN(64, whole * SIZES[rule.unit]));
}

function say(value: Value): string {
  return typeof value === 'object' ? 'no text and no number' : String(value);
}
