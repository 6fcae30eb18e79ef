/** The faults that `deploy:local --fault NAME` builds into the app, to see whether the pipeline catches them. */
import { fileURLToPath } from 'node:url';

/** Names of the faults. The app's own code stays as it is: a module loaded before it changes what it answers. */
export const faultNames = [
  'empty-jwks',
  'http-500',
  'crash-on-start',
  'slow',
  'private-key-leak',
  'wrong-build',
  'redirect-loop',
  'stale-edge',
] as const;

/** A fault of a build. */
export type FaultName = (typeof faultNames)[number];

/** True for the name of a fault. */
export function isFaultName(name: string): name is FaultName {
  return (faultNames as readonly string[]).includes(name);
}

/** Variables that make the emulated builder build the fault in. `stale-edge` is a fault of the edge, so no module is loaded. */
export function faultEnvironment(name: FaultName): Readonly<Record<string, string>> {
  if (name === 'stale-edge') return { FLY_EMULATOR_STALE_EDGE: 'true' };
  return { FLY_EMULATOR_PRELOAD: fileURLToPath(new URL(`./modules/${name}.ts`, import.meta.url)) };
}
