/**
 * The config of a machine that is there already, after a deploy in place. What the file says replaces what the machine has, also where the file says nothing;
 * what a file cannot say stays. Compared with recordings of the real flyctl.
 */
import { orNone } from './machine-config.ts';
import type { WantedConfig, MachineMount } from './machine-config.ts';
import { tableOf } from './live-config.ts';
import type { LiveConfig } from './live-config.ts';

/** All that a file decides. It is gone from a machine when it is gone from the file. */
const OF_THE_FILE = new Set([
  'env',
  'services',
  'metrics',
  'checks',
  'statics',
  'files',
  'restart',
  'stop_config',
]);

/** The machine's next config; the image and the release come on top. */
export function configOver(live: LiveConfig, next: WantedConfig): LiveConfig {
  const kept = Object.entries(live).filter(([key]) => !OF_THE_FILE.has(key));
  const said = Object.entries(next).filter(([, value]) => value !== undefined);
  // A standby that gets services serves, and stands by no more.
  const serves = (next.services ?? []).length > 0;
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(said),
    metadata: { ...tableOf(live['metadata']), ...next.metadata },
    init: { ...ofTheMachine(tableOf(live['init'])), ...next.init },
    mounts: orNone(mountsOver(live['mounts'], next.mounts ?? [])),
    ...(serves ? { standbys: undefined } : {}),
  };
}

/** What no file can say about how a machine starts. */
function ofTheMachine(init: LiveConfig): LiveConfig {
  const { tty, kernel_args } = init;
  return { tty, kernel_args };
}

/** A machine keeps its volume. Its path and how it grows may change. */
function mountsOver(live: unknown, next: readonly MachineMount[]): readonly LiveConfig[] {
  const [mount] = next;
  const [old] = Array.isArray(live) ? live.map(tableOf) : [];
  if (mount === undefined || old === undefined) return next.map((one) => ({ ...one }));
  const { extend_threshold_percent, add_size_gb, size_gb_limit } = mount;
  const grows = { extend_threshold_percent, add_size_gb, size_gb_limit };
  const { name = '', path } = old;
  if (name === '' || mount.path === path) return [{ ...old, ...grows }];
  return [{ ...mount, volume: old['volume'] }];
}
