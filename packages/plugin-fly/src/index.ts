/** Fly.io stages: preflight, build once, an observed blue-green release, history and rollback. */
export { fleetBefore, stableRelease } from './artifacts.ts';
export type { FleetBefore, StableRelease } from './artifacts.ts';
export { build } from './build.ts';
export { chooseStable } from './choose-stable.ts';
export { confirmRollback } from './confirm-rollback.ts';
export { fleetObserver } from './fleet-observer.ts';
export { markStable } from './mark-stable.ts';
export { preflight } from './preflight.ts';
export { rehearse } from './rehearse.ts';
export { release } from './release.ts';
export { restore } from './restore.ts';
export { wayBack } from './way-back.ts';
