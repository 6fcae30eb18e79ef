/** Reads the platform's config file: the configs of its machines, and the file as a plain object for what looks into it. */
import { machineConfigs } from './machine-configs.ts';
import type { MachineConfigs } from './machine-configs.ts';
import { parseConfig } from './parse.ts';
import type { LineOf } from './toml-lines.ts';
import { configMissing } from '../errors.ts';
import { readLocal, readText } from '../files.ts';

/** A config file as a plain object. */
export type FlyConfig = Readonly<Record<string, unknown>>;

/** A config file as it was read. */
export interface ConfigFile {
  /** The file in its newer form. */
  readonly config: FlyConfig;
  readonly machines: MachineConfigs;
  readonly lineOf: LineOf;
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
