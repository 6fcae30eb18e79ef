/** Older forms of checks: lists with names, headers as a list, bare durations in milliseconds. */
import { castDuration } from './patch-durations.ts';
import { goText } from './go-text.ts';
import { tablesOf } from './patching.ts';
import type { Patching } from './patching.ts';
import { at, below, isList, isTable } from './value.ts';
import type { Table, Value } from './value.ts';

/** `[checks]`: a table of checks, or a list of them with names. */
export function patchTopChecks(checks: Value, patching: Patching): Value | undefined {
  const { places, report } = patching;
  const path = places.of(checks) ?? 'checks';
  if (isTable(checks)) {
    const entries = Object.entries(checks).flatMap(([name, check]): [string, Value][] => {
      if (isTable(check)) return [[name, patchCheck(check, patching)]];
      report.problem(below(path, name), `check '${name}' is no table`, `write [checks.${name}]`);
      return [];
    });
    return entries.length === 0 ? undefined : places.mark(Object.fromEntries(entries), path);
  }
  if (!isList(checks)) {
    report.problem(path, "'checks' is neither a table nor a list", 'write one [checks.NAME] for each check');
    return undefined;
  }
  const named = checks.flatMap((check, index): [string, Value][] => {
    const name = isTable(check) ? at(check, 'name') : undefined;
    if (isTable(check) && typeof name === 'string') return [[name, patchCheck(check, patching)]];
    report.problem(below(path, index), 'a check of the list has no name', `write [checks.NAME]`);
    return [];
  });
  return named.length === 0 ? undefined : places.mark(Object.fromEntries(named), path);
}

/** The checks of a service; undefined when there are none. */
export function patchServiceChecks(checks: Value, path: string, patching: Patching): Value | undefined {
  const list = tablesOf(checks, path, patching).map((check) => patchCheck(check, patching));
  return list.length === 0 ? undefined : patching.places.mark(list, path);
}

function patchCheck(check: Table, { places, report, dropsBareDurations }: Patching): Table {
  const path = places.of(check) ?? '';
  const changes: Record<string, Value | undefined> = {};
  for (const key of ['interval', 'timeout', 'grace_period']) {
    const value = at(check, key);
    if (value === undefined) continue;
    const rule = { unit: 'milliseconds', dropsWhole: dropsBareDurations, report } as const;
    changes[key] = castDuration(value, below(path, key), rule);
  }
  const headers = at(check, 'headers');
  if (headers !== undefined) {
    const made = headersOf(headers);
    if (made === undefined) {
      const hint = "write headers = { Name = 'value' }";
      report.problem(below(path, 'headers'), `'${below(path, 'headers')}' holds no headers`, hint);
    }
    const isEmpty = made === undefined || made.length === 0;
    changes['headers'] = isEmpty ? undefined : places.mark(Object.fromEntries(made), below(path, 'headers'));
  }
  return places.changed(check, changes);
}

function headersOf(headers: Value): readonly (readonly [string, string])[] | undefined {
  if (isTable(headers)) return Object.entries(headers).map(([name, value]) => [name, goText(value)]);
  if (!isList(headers)) return undefined;
  const pairs = headers.map((header) => {
    const name = isTable(header) ? at(header, 'name') : undefined;
    if (!isTable(header) || name === undefined) return undefined;
    return [goText(name), goText(at(header, 'value') ?? '')] as const;
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}
