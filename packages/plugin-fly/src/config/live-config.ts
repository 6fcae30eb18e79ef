/** Looks into a config as the platform answers it: any member may be missing, or of another kind than expected. */

/** A config, or a table in it. */
export type LiveConfig = Readonly<Record<string, unknown>>;

/** The value as a table; an empty one when it is none. */
export function tableOf(value: unknown): LiveConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LiveConfig) : {};
}

/** A table in a table. */
export function tableAt(table: LiveConfig, key: string): LiveConfig {
  return tableOf(table[key]);
}

/** A list in a table. */
export function listAt(table: LiveConfig, key: string): readonly unknown[] {
  const value = table[key];
  return Array.isArray(value) ? value : [];
}

/** A text in a table, unless it is empty. */
export function textAt(table: LiveConfig, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a table. */
export function textsIn(table: LiveConfig): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(table).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
