/** Loads the config file and checks it. */
import { relative } from 'node:path';
import { defineConfig } from '@paintbox/deploy-core';
import type { DeployConfig } from '@paintbox/deploy-core/run';
import { configNoDefault } from './errors.ts';
import { explainImport } from './explain-import.ts';
import { findConfig } from './find-config.ts';

/** A config and the file it came from. */
export interface LoadedConfig {
  readonly file: string;
  readonly config: DeployConfig;
}

/**
 * Loads the given config file, or the nearest one above `cwd`.
 *
 * @throws DeployError `CONFIG_NOT_FOUND`, `CONFIG_SYNTAX`, `CONFIG_TYPESCRIPT_ONLY`, `CONFIG_IMPORT`, `CONFIG_NO_DEFAULT`, `CONFIG_INVALID`,
 * `CONFIG_THREW`, and every DeployError of its own code, such as `PIPELINE_WIRING`.
 */
export async function loadConfig(cwd: string, given?: string): Promise<LoadedConfig> {
  const found = await findConfig(cwd, given);
  if ('failure' in found) throw explainImport(found.failure, found.file, cwd);
  const exported = found.exported['default'];
  if (exported === undefined) {
    throw configNoDefault(relative(cwd, found.file) || found.file, Object.keys(found.exported));
  }
  // This also checks a default export that was not made by defineConfig. Checking twice is cheap.
  return { file: found.file, config: defineConfig(exported as DeployConfig) };
}
