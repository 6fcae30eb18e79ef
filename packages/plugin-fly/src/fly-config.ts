/** Reads the platform's config file, as far as this plugin looks into it. */
import { parse, TomlError } from 'smol-toml';
import * as v from 'valibot';
import type { Strategy } from './commands.ts';
import { noLines, tomlLines } from './config-lines.ts';
import type { LineOf } from './config-lines.ts';
import { configMissing, configRule, configSyntax } from './errors.ts';
import { readText } from './files.ts';

/** A config file as a plain object. */
export type FlyConfig = Readonly<Record<string, unknown>>;

const strategySchema = v.object({
  deploy: v.optional(
    v.object({ strategy: v.optional(v.picklist(['bluegreen', 'canary', 'rolling', 'immediate'])) }),
  ),
});

/** A config file with the places of its values. */
export interface ConfigFile {
  readonly config: FlyConfig;
  readonly lineOf: LineOf;
}

/** The config of a file; see {@link readConfigFile}. */
export async function readFlyConfig(file: string): Promise<FlyConfig> {
  return (await readConfigFile(file)).config;
}

/**
 * Parses a .toml or .json config file.
 *
 * @throws DeployError `FLY_CONFIG_MISSING`, `FLY_CONFIG_SYNTAX` with line and column, or `FLY_CONFIG_RULE` for another kind of file.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  const kind = /\.(toml|json)$/.exec(file)?.[1];
  if (kind === undefined) {
    throw configRule(
      file,
      'it is neither .toml nor .json',
      'convert the file; what cannot be read cannot be checked',
    );
  }
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    throw configMissing(file, error);
  }
  return kind === 'toml'
    ? { config: parseToml(file, text), lineOf: tomlLines(text) }
    : { config: parseJson(file, text), lineOf: noLines };
}

/** The strategy of the config, or blue-green, which is what a config without one gets here. */
export function strategyOf(config: FlyConfig): Strategy {
  const result = v.safeParse(strategySchema, config);
  return (result.success ? result.output.deploy?.strategy : undefined) ?? 'bluegreen';
}

/** A value as a table; an empty one when it is none. */
export function table(value: unknown): FlyConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FlyConfig) : {};
}

/** A table or a list of tables, as a list. */
export function tables(value: unknown): readonly FlyConfig[] {
  if (Array.isArray(value)) return value.map(table);
  return value === undefined ? [] : [table(value)];
}

function parseToml(file: string, text: string): FlyConfig {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The first line of the message says what; the rest draws the place.
    const what = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw configSyntax(file, error.line, error.column, what);
  }
}

/** A config as the platform keeps it: JSON that was once read from its own answer. */
export function parseJsonConfig(text: string): FlyConfig {
  return parseJson('the kept config', text);
}

function parseJson(file: string, text: string): FlyConfig {
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
  } catch (error) {
    const position = Number(/at position (\d+)/.exec(String(error))?.[1] ?? 0);
    const before = text.slice(0, position).split('\n');
    throw configSyntax(file, before.length, (before.at(-1)?.length ?? 0) + 1, 'it is not a JSON object');
  }
}
