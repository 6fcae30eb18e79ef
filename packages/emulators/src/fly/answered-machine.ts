/** A machine as the API answers it. */
import type { Machine, MachineConfig } from './machine.ts';

/** While a machine's host is not ok, only an incomplete config is known. */
export type AnsweredMachine = Omit<Machine, 'config'> & {
  readonly config?: MachineConfig;
  readonly incomplete_config?: MachineConfig;
};

/** The machine as an answer shows it. */
export function answeredMachine(machine: Machine): AnsweredMachine {
  if (machine.host_status === 'ok') return machine;
  const { config, ...rest } = machine;
  return { ...rest, incomplete_config: config };
}
