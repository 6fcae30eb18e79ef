/** What a config file of any format holds once it is parsed. Whole numbers stay exact where the format has them: TOML and YAML do, JSON has only floats. */

/** A date or time, with the two texts flyctl makes of it. */
export class Moment {
  readonly printed: string;
  readonly json: string;

  constructor(printed: string, json: string) {
    this.printed = printed;
    this.json = json;
  }
}

/** A value of the file. `bigint` is a whole number, `number` a float. */
export type Value = string | boolean | bigint | number | null | Moment | readonly Value[] | Table;

/** A table of the file. */
export interface Table {
  readonly [key: string]: Value;
}

export function isTable(value: Value | undefined): value is Table {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Moment);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** What stands at a key of the table's own. */
export function at(table: Table, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Remembers where in the file a table or list stood, because legacy forms are moved before they are read. */
export class Places {
  readonly #paths = new WeakMap<object, string>();

  mark<T extends object>(value: T, path: string): T {
    this.#paths.set(value, path);
    return value;
  }

  of(value: Value | undefined): string | undefined {
    return typeof value === 'object' && value !== null ? this.#paths.get(value) : undefined;
  }

  /** The place of what a shape read. */
  ofRead(value: object): string | undefined {
    return this.#paths.get(value);
  }

  /** A copy of the table with other values at some keys, at the same place. `undefined` takes a key away. */
  changed(table: Table, changes: Readonly<Record<string, Value | undefined>>): Table {
    const kept = Object.entries({ ...table, ...changes }).filter(
      (entry): entry is [string, Value] => entry[1] !== undefined,
    );
    return this.mark(Object.fromEntries(kept), this.of(table) ?? '');
  }
}

/** `services[0].port`, or `port` at the top. */
export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The value as JSON has it. */
export function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Moment) return value.json;
  if (isList(value)) return value.map(plain);
  return isTable(value) ? plainTable(value) : value;
}

/** The table as JSON has it. */
export function plainTable(value: Table): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
