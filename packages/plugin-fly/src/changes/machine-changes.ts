/** The changes of a machine that releases make. */
import type { Effect } from '@paintbox/deploy-core';
import { textAt, tableAt } from '../config/live-config.ts';
import { exists } from '../fleet/machine.ts';
import { machineEffect } from './machine-effect.ts';

/** A lease's nonce for machines that we hold; undefined for one that nobody holds. */
export type NonceOf = (machine: string) => string | undefined;

/** Takes the machine out of traffic. */
export function cordon(machine: string, nonceOf: NonceOf): Effect<null> {
  return machineEffect({
    machine,
    describe: `take machine ${machine} out of traffic`,
    send: (api) => api.machines.cordon(machine, nonceOf(machine)),
    // A machine that is gone takes no traffic.
    settled: (seen) => seen === null || !exists(seen) || seen.cordoned !== false,
  });
}

/** Lets traffic to the machine. */
export function uncordon(machine: string, nonceOf: NonceOf): Effect<null> {
  return machineEffect({
    machine,
    describe: `let traffic to machine ${machine}`,
    send: (api) => api.machines.uncordon(machine, nonceOf(machine)),
    settled: (seen) => seen !== null && exists(seen) && seen.cordoned !== true,
  });
}

/** Starts a machine; whether it stays up is another question. */
export function start(machine: string, nonceOf: NonceOf): Effect<null> {
  return machineEffect({
    machine,
    describe: `start machine ${machine}`,
    send: (api) => api.machines.start(machine, nonceOf(machine)),
    settled: (seen) => seen !== null && /^(?:starting|started)$/.test(seen.state),
  });
}

/** Stops a machine as its own config says, and waits until it has. */
export function stop(machine: string, nonceOf: NonceOf): Effect<null> {
  return machineEffect({
    machine,
    describe: `stop machine ${machine}`,
    send: (api) => api.machines.stop(machine, {}, nonceOf(machine)),
    settled: (seen) =>
      seen === null || !/^(?:starting|started|stopping|restarting|replacing)$/.test(seen.state),
    // Longest time that a machine may take to stop (fly.io/docs/reference/configuration, kill_timeout), and some.
    withinMs: 320_000,
  });
}

/** Removes a machine, running or not. */
export function destroy(machine: string, why: string, nonceOf: NonceOf): Effect<null> {
  return machineEffect({
    machine,
    describe: `remove machine ${machine}: ${why}`,
    send: (api) => api.machines.destroy(machine, nonceOf(machine)),
    // On a host that does not answer it is carried out when the host comes back.
    settled: (seen) => seen === null || !exists(seen),
    withinMs: 60_000,
  });
}

/** Writes on a machine what it is; null removes a key. It makes no new version, and clears the reports of checks for a moment. */
export function mark(
  machine: string,
  describe: string,
  changes: Readonly<Record<string, string | null>>,
): Effect<null> {
  return machineEffect({
    machine,
    describe: `${describe}: machine ${machine}`,
    send: (api) => api.machines.setMetadata(machine, changes),
    settled(seen) {
      const metadata = tableAt(seen?.config ?? {}, 'metadata');
      return Object.entries(changes).every(([key, value]) => (textAt(metadata, key) ?? null) === value);
    },
  });
}
