export { ensureWorld, runningWorld, stopWorld } from './local-world/control.ts';
export { deployerPolicy, runtimePolicy } from './local-world/policies.ts';
export { startWorld, worldEnvironment } from './local-world/world.ts';
export type { RunningWorld, WorldAddress, WorldOptions } from './local-world/world.ts';
