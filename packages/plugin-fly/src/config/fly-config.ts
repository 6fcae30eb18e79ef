/** Reads the platform's config file: the configs of its machines, and the file as a plain object for what looks into it. */
import * as v from 'valibot';
import type { Strategy } from '../flyctl/commands.ts';
import { machineConfigs } from './machine-configs.ts';
import type { MachineConfigs } from './machine-configs.ts';
import { parseConfig } from './parse.ts';
import type { LineOf } from './toml-lines.ts';
import { configMissing, configSyntax } from '../errors.ts';
import { readLocal, readText } from '../files.ts';

/** A config file as a plain object. */
export type FlyConfig = Readonly<Record<string, unknown>>;

const strategySchema = v.object({
  deploy: v.optional(
    v.object({ strategy: v.optional(v.picklist(['bluegreen', 'canary', 'rolling', 'immediate'])) }),
  ),
});

/** A config file as it was read. */
export interface ConfigFile {
  /** The file in its newer form. */
  readonly config: FlyConfig;
  readonly machines: MachineConfigs;
  readonly lineOf: LineOf;
}

/** The config of a file; see {@link readConfigFile}. */
export async function readFlyConfig(file: string): Promise<FlyConfig> {
  return (await readConfigFile(file)).config;
}

/**
 * Reads a config file, in TOML unless its name ends with .json or .yaml.
 *
 * @throws DeployError `FLY_CONFIG_MISSING`, or `FLY_CONFIG_SYNTAX` with line and column.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    throw configMissing(file, error);
  }
  const parsed = await parseConfig(file, text);
  const machines = machineConfigs(parsed, readLocal);
  return { config: machines.plain, machines, lineOf: parsed.lineOf };
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

/** A config as the platform keeps it: JSON that was once read from its own answer. */
export function parseJsonConfig(text: string): FlyConfig {
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
  } catch {
    throw configSyntax('the kept config', 1, 1, 'it is not a JSON object');
  }
}
