/** Durations as flyctl writes them: `90s`, `5m`, `1m30s`. */
import { optionWrong } from '../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration with units.
 *
 * @throws DeployError `FLY_OPTION` when it has no unit or is zero: flyctl reads a bare number in its own way and panics at zero.
 */
export function durationMs(option: string, value: string): number {
  const parts = /^(?:\d+(?:ms|s|m|h))+$/.test(value) ? [...value.matchAll(/(\d+)(ms|s|m|h)/g)] : [];
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  if (ms <= 0)
    throw optionWrong(option, value, "write a duration over zero with its unit, such as '5m' or '90s'");
  return ms;
}
