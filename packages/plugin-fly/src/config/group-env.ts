/** What every machine of a file has: its variables, and how it is stopped. */
import type { File } from './file.ts';
import { printDuration } from './go-duration.ts';
import { orNone } from './machine-config.ts';
import type { WantedConfig } from './machine-config.ts';

/** The file's own variables, and two that flyctl sets over them. */
export function envOf(file: File, group: string): Readonly<Record<string, string>> {
  const region = orNone(file.primary_region);
  return {
    ...file.env,
    FLY_PROCESS_GROUP: group,
    ...(region === undefined ? {} : { PRIMARY_REGION: region }),
  };
}

/** Absent where the file says neither. */
export function stopConfigOf({ kill_signal, kill_timeout }: File): WantedConfig['stop_config'] {
  if (kill_signal === undefined && kill_timeout === undefined) return undefined;
  const timeout = kill_timeout === undefined ? undefined : printDuration(kill_timeout);
  return { signal: kill_signal, timeout };
}
