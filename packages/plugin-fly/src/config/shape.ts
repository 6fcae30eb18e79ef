/**
 * Reads values by shapes that infer the type. The rules are those of Go's JSON, by which flyctl reads its patched file: names match without regard to
 * case, `null` is nothing, a float without a fraction is a whole number, and any other kind of value is refused.
 */
import type { Report } from './finding.ts';
import { at, below, isList, isTable, Moment } from './value.ts';
import type { Places, Value } from './value.ts';

/** What reading works with. */
export interface Reading {
  readonly report: Report;
  readonly places: Places;
}

/** How a value is read. `undefined` stands for `null`, and for what cannot be read, which is reported as a problem. */
export interface Shape<T> {
  /** What is wanted, for people: `a text`. */
  readonly wants: string;
  /** What `null` in a list or under a name of one's own becomes; none where flyctl would stop with a panic. */
  readonly empty?: T | undefined;
  /** The value; undefined when it is of another kind. */
  read(value: Value, path: string, reading: Reading): T | undefined;
}

/** The type that a shape reads. */
type Read<S> = S extends Shape<infer T> ? T : never;

/** A shape for values of one kind. */
export function simple<T>(wants: string, read: (value: Value) => T | undefined, empty?: T): Shape<T> {
  return {
    wants,
    empty,
    read(value, path, { report }) {
      const found = read(value);
      if (found === undefined) {
        report.problem(path, `'${path}' is ${kindOf(value)}, and not ${wants}`, `write ${wants}`);
      }
      return found;
    },
  };
}

/** A list of what `shape` reads. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return {
    wants: `a list, each of it ${shape.wants}`,
    read(value, path, reading) {
      if (!isList(value)) return wrong(this, value, path, reading);
      return value.flatMap((item, index) => readItem(shape, item, below(path, index), reading));
    },
  };
}

/** A table with names of the user's own. */
export function named<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    wants: `a table, each value ${shape.wants}`,
    read(value, path, reading) {
      if (!isTable(value)) return wrong(this, value, path, reading);
      return Object.fromEntries(
        Object.entries(value).flatMap(([name, item]) =>
          readItem(shape, item, below(path, name), reading).map((read) => [name, read]),
        ),
      );
    },
  };
}

/** A table with known names. Each may be missing. */
export function fields<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): Shape<{ readonly [K in keyof S]?: Read<S[K]> | undefined }> {
  const lower = new Map(Object.keys(shapes).map((name) => [name.toLowerCase(), name]));
  return {
    wants: 'a table',
    read(value, path, reading) {
      if (!isTable(value)) return wrong(this, value, path, reading);
      const place = reading.places.of(value) ?? path;
      const found: Record<string, unknown> = {};
      // Go reads in the order of the sorted names; of two that match, the later counts.
      for (const key of Object.keys(value).toSorted()) {
        const name = Object.hasOwn(shapes, key) ? key : lower.get(key.toLowerCase());
        const shape = name === undefined ? undefined : shapes[name];
        const inner = below(place, key);
        if (name === undefined || shape === undefined) reportUnknown(inner, Object.keys(shapes), reading);
        else {
          const item = at(value, key) ?? null;
          if (item !== null) found[name] = shape.read(item, reading.places.of(item) ?? inner, reading);
        }
      }
      reading.places.mark(found, place);
      // The loop above filled the names with what their shapes read.
      return found as { readonly [K in keyof S]?: Read<S[K]> };
    },
  };
}

function readItem<T>(shape: Shape<T>, item: Value, path: string, reading: Reading): readonly T[] {
  const place = reading.places.of(item) ?? path;
  if (item === null && shape.empty !== undefined) return [shape.empty];
  const read = item === null ? wrong(shape, item, place, reading) : shape.read(item, place, reading);
  return read === undefined ? [] : [read];
}

function wrong(
  shape: Pick<Shape<unknown>, 'wants'>,
  value: Value,
  path: string,
  { report }: Reading,
): undefined {
  const said = path === '' ? 'the file' : `'${path}'`;
  report.problem(path, `${said} is ${kindOf(value)}, and not ${shape.wants}`, `write ${shape.wants}`);
}

function reportUnknown(path: string, known: readonly string[], { report }: Reading): void {
  const key = path.replace(/^.*\./, '');
  const hint = MEANT[key] ?? `remove it, or use one of: ${known.toSorted().join(', ')}`;
  report.warning(path, `flyctl does not know '${path}' and ignores it`, hint);
}

/** Keys that people write and flyctl does not know, with what they may have meant. */
const MEANT: Readonly<Record<string, string>> = {
  max_restarts: "it is called 'retries'",
  size_gb: "it is called 'initial_size'",
  memory_gb: "write memory = '2gb'",
};

function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (value instanceof Moment) return 'a date or time';
  if (typeof value === 'object') return 'a table';
  return typeof value === 'string' ? `the text '${value.slice(0, 40)}'` : String(value);
}
