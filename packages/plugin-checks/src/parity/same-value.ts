/** Compares an answered value with a cell of the workbook. */
import type { Cell } from './workbook.ts';

/** The rounding error of a few additions of doubles; far below any useful tolerance. */
const DUST = 1e-9;

/** True when they are the same, numbers within the tolerance. A number and its text are not the same. */
export function isSame(expected: Cell, actual: unknown, tolerance: number): boolean {
  if (typeof expected === 'number') {
    return (
      typeof actual === 'number' &&
      Number.isFinite(actual) &&
      Math.abs(expected - actual) <= tolerance + DUST * Math.max(1, Math.abs(expected))
    );
  }
  if (expected instanceof Date) return dayOf(expected) === dayOfText(actual);
  if (typeof expected === 'string') return typeof actual === 'string' && actual.trim() === expected.trim();
  return expected === actual;
}

/** True for Excel's error values, such as `#DIV/0!`. */
export function isExcelError(cell: Cell): boolean {
  return (
    typeof cell === 'string' && /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!|CALC!)$/.test(cell)
  );
}

function dayOf(date: Date): string | undefined {
  return Number.isFinite(date.getTime()) ? date.toISOString().slice(0, 10) : undefined;
}

function dayOfText(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;
}
