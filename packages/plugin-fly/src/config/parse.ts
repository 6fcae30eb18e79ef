/** Parses a config file by its name, as flyctl does: `.json`, `.yaml`, and TOML for everything else. */
import { parse as parseTomlText, TomlError } from 'smol-toml';
import { configSyntax } from '../errors.ts';
import { tomlLines } from './toml-lines.ts';
import type { LineOf } from './toml-lines.ts';
import { below, isTable, Moment, Places } from './value.ts';
import type { Table, Value } from './value.ts';

/** A parsed file. */
export interface Parsed {
  readonly file: string;
  readonly table: Table;
  readonly places: Places;
  readonly lineOf: LineOf;
  /** True where flyctl drops whole numbers that stand for durations: its YAML reader makes another kind of number. */
  readonly dropsBareDurations: boolean;
}

const DEEPEST = 200;

/**
 * The table of a file.
 *
 * @throws DeployError `FLY_CONFIG_SYNTAX` with line and column.
 */
export async function parseConfig(file: string, text: string): Promise<Parsed> {
  const isYaml = file.endsWith('.yaml');
  const isJson = file.endsWith('.json');
  // Most files are TOML, and the YAML library takes a while to load.
  const yaml = isYaml || isJson ? await import('./yaml.ts') : undefined;
  const parse = isYaml && yaml !== undefined ? yaml.parseYaml : isJson ? parseJson : parseToml;
  const raw = parse(file, text);
  const places = new Places();
  const lineOf = (yaml?.yamlLines ?? tomlLines)(text);
  const refuse = (path: string, what: string): never => {
    throw configSyntax(file, lineOf(path) ?? 1, 1, what);
  };
  const table = toValue(raw, '', { places, refuse, bits: isYaml ? 'any' : 'signed', depth: 0 });
  // An empty YAML file is an empty config; flyctl stops with a panic at any other file that holds no table.
  const isEmpty = isYaml && table === null;
  if (!isEmpty && !isTable(table)) refuse('', 'it does not hold a table of settings');
  return {
    file,
    table: isTable(table) ? table : places.mark({}, ''),
    places,
    lineOf,
    dropsBareDurations: isYaml,
  };
}

function parseToml(file: string, text: string): unknown {
  try {
    return parseTomlText(text, { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The first line of the message says what; the rest draws the place.
    const what = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw configSyntax(file, error.line, error.column, what);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number is too large');
      return value;
    });
  } catch (error) {
    const position = Number(/at position (\d+)/.exec(String(error))?.[1] ?? 0);
    const before = text.slice(0, position).split('\n');
    const what = error instanceof RangeError ? error.message : 'it is not a JSON object';
    throw configSyntax(file, before.length, (before.at(-1)?.length ?? 0) + 1, what);
  }
}

interface Walk {
  readonly places: Places;
  readonly refuse: (path: string, what: string) => never;
  /** TOML has signed numbers of 64 bits only. */
  readonly bits: 'any' | 'signed';
  readonly depth: number;
}

function toValue(raw: unknown, path: string, walk: Walk): Value {
  const { places, refuse, bits } = walk;
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (deeper.depth > DEEPEST) refuse(path, `it is nested more than ${DEEPEST} levels deep`);
  if (raw === undefined || raw === null) return null;
  if (raw instanceof Date) return moment(raw);
  if (Array.isArray(raw)) {
    const items = raw.map((item: unknown, index) => toValue(item, below(path, index), deeper));
    return places.mark(items, path);
  }
  if (typeof raw === 'object') {
    const entries = Object.entries(raw).map(([key, inner]) => [
      key,
      toValue(inner, below(path, key), deeper),
    ]);
    return places.mark(Object.fromEntries(entries), path);
  }
  if (typeof raw === 'bigint' && bits === 'signed' && BigInt.asIntN(64, raw) !== raw) {
    refuse(path, `${raw} does not fit into 64 bits`);
  }
  return typeof raw === 'string' || typeof raw === 'boolean' || typeof raw === 'bigint' ? raw : Number(raw);
}

/** Local dates are printed as they were written; a moment with an offset as Go prints a time. */
function moment(date: Date): Moment {
  const written = date.toISOString();
  const local = written.replace(/\.(\d*?)0+$/, (_, digits: string) => (digits === '' ? '' : `.${digits}`));
  const match = /^(.+)T(.+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(written);
  if (match === null) return new Moment(local, local);
  const [, day = '', time = '', digits = '', zone = ''] = match;
  const fraction = digits.replace(/0+$/, '');
  const clock = fraction === '' ? time : `${time}.${fraction}`;
  const offset = zone.replace(':', '');
  const named = zone === 'Z' ? '+0000 UTC' : `${offset} ${offset}`;
  return new Moment(`${day} ${clock} ${named}`, `${day}T${clock}${zone}`);
}
