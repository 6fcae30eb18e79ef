export { ensureApps } from './apps.ts';
export { ensureWorld, runningWorld, stopWorld } from './control.ts';
export { faultEnvironment, faultNames, isFaultName } from './faults/catalog.ts';
export type { FaultName } from './faults/catalog.ts';
export { deployerPolicy, runtimePolicy } from './policies.ts';
export { worldEnvironment } from './world.ts';
export type { WorldAddress } from './world.ts';
