/** What the patches of older forms share. */
import type { Report } from './finding.ts';
import { goText } from './go-text.ts';
import { below, isList, isTable } from './value.ts';
import type { Places, Table, Value } from './value.ts';

/** What a patch works with. */
export interface Patching {
  readonly places: Places;
  readonly report: Report;
  readonly dropsBareDurations: boolean;
}

/** A table, or a list of tables, as a list. */
export function tablesOf(value: Value, path: string, { report }: Patching): readonly Table[] {
  if (isTable(value)) return [value];
  if (isList(value)) {
    return value.flatMap((item, index) => {
      if (isTable(item)) return [item];
      const place = below(path, index);
      report.problem(place, `'${place}' is no table`, `write [[${path.replaceAll(/\[\d+\]/g, '')}]]`);
      return [];
    });
  }
  report.problem(path, `'${path}' is neither a table nor a list of tables`, `write [[${path}]]`);
  return [];
}

const WHOLE = /^[+-]?\d+$/;

/** A port as a number: texts are read, fractions cut off. */
export function wholeOf(value: Value, path: string, { report }: Patching): Value | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === 'string' && WHOLE.test(value)) return BigInt(value);
  report.problem(path, `'${path}' is no whole number`, 'write a number, such as 8080');
  return undefined;
}

/** The value as a text. */
export function textOf(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : goText(value);
}
