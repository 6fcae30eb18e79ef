/** Machines that a mishap has chosen: what becomes of them in place of a normal boot. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoredImage } from './images.ts';
import { appCommand } from './machine-command.ts';
import type { MachineEvent } from './machine.ts';
import type { MachineFate } from './mishaps/mishap.ts';
import type { MachineRecord } from './world.ts';

/** The second is what Fly.io logs (addy999/omniparser-api#1); the first is of our own making. */
const reasons: Readonly<Partial<Record<MachineFate, string>>> = {
  'pull-failed': 'Failed to pull image: the registry did not answer',
  'unpack-failed': 'Not enough space to unpack image, possibly exceeds maximum of 8GB uncompressed',
};

/** The image did not get onto the host. */
export class LaunchFailure extends Error {}

/** Why a machine with this fate cannot be launched; undefined when it can. */
export function launchFailure(fate: MachineFate | undefined): LaunchFailure | undefined {
  const reason = fate && reasons[fate];
  return reason === undefined ? undefined : new LaunchFailure(reason);
}

/** Refuses to launch a machine with such a fate. */
export function requireLaunchable(fate: MachineFate | undefined): void {
  const failure = launchFailure(fate);
  if (failure) throw failure;
}

/** The event of a machine that could not be launched. */
export function launchEvent(status: string): MachineEvent {
  return { type: 'launch', status, source: 'flyd', timestamp: Date.now() };
}

/** Writes the platform's own line into a machine's log. */
export function logLine(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `[error] ${text}\n`);
}

/** The command of a machine's app; fate may have another one that ends at once. */
export function commandOf({ fate, machine }: MachineRecord, image: StoredImage): readonly string[] {
  const crash = `console.error('Error: this build cannot start'); process.exit(1)`;
  return fate === 'boot-crash' ? ['node', '-e', crash] : appCommand(image, machine.config.init);
}
