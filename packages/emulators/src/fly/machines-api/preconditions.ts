/** What the API refuses before it changes anything. */
import type { Machine, MachineState } from '../machine.ts';
import { PlatformError } from '../world.ts';

function refused(why: string): PlatformError {
  return new PlatformError(412, `failed_precondition: ${why}`);
}

/** Names are unique in an app, as long as the machine lives. */
export function requireFreeName(living: readonly Machine[], name: string | undefined): void {
  const twin = name ? living.find((machine) => machine.name === name) : undefined;
  if (!twin) return;
  const taken = `machine ID ${twin.id} already exists with name "${twin.name}"`;
  throw new PlatformError(409, `already_exists: unique machine name violation, ${taken}`);
}

/** Compare and set: the version the caller has seen must still be the machine's. */
export function requireVersion({ version }: Machine, seen: string | undefined): void {
  if (seen !== undefined && seen !== version) throw refused(`machine is at version ${version}`);
}

export function requireStartable(state: MachineState): void {
  if (state === 'replacing') throw refused('machine getting replaced, refusing to start');
  if (state === 'created' || state === 'destroying')
    throw refused(`unable to start machine from current state: '${state}'`);
}
