/** All error tables of this process, from every installed copy of this package. */
import type { ErrorRows } from './error-row.ts';

/** A table as data. */
export interface KnownErrors {
  /** The short name of the package: `fly`. */
  readonly name: string;
  /** The page that explains the codes; null when there is none. */
  readonly docs: string | null;
  readonly rows: ErrorRows;
}

const KEY = Symbol.for('@paintbox/deploy-core/errors');

/** Adds a table, or replaces the one of that name. */
export function registerErrors(table: KnownErrors): void {
  tables().set(table.name, table);
}

/** The tables of every package that was imported. */
export function knownErrors(): readonly KnownErrors[] {
  return [...tables().values()];
}

function tables(): Map<string, KnownErrors> {
  const home = globalThis as { [KEY]?: Map<string, KnownErrors> };
  return (home[KEY] ??= new Map());
}
