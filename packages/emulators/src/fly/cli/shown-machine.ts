/** A machine as `--json` shows it. */
import type { Machine, MachineConfig } from '../machine.ts';

/** Of a machine whose host is not ok only an incomplete config is known. */
export function shownMachine(
  machine: Machine,
): Omit<Machine, 'config'> & { config?: MachineConfig; incomplete_config?: MachineConfig } {
  if (machine.host_status === 'ok') return machine;
  const { config, ...rest } = machine;
  return { ...rest, incomplete_config: config };
}
