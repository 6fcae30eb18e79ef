/** The machine configs of a release that is put back: from the config it was made with, else from the file of today. */
import { machineConfigs } from '../config/machine-configs.ts';
import type { MachineConfigs } from '../config/machine-configs.ts';
import { readConfigFile } from '../config/fly-config.ts';
import { parseConfig } from '../config/parse.ts';
import type { StableRelease } from '../artifacts.ts';
import { readLocal } from '../files.ts';

/** Reads them. `file` is the config file of today. */
export async function configsOf({ configJson }: StableRelease, file: string): Promise<MachineConfigs> {
  if (configJson === null) return (await readConfigFile(file)).machines;
  return machineConfigs(await parseConfig('the kept config.json', configJson), readLocal);
}
