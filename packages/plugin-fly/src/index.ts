/** Fly.io stages: preflight, build once, an observed blue-green release, history and rollback. */
export { fleetBefore, stableRelease } from './artifacts.ts';
export type { FleetBefore, StableRelease } from './artifacts.ts';
export { build } from './build/build.ts';
export { chooseStable } from './rollback/choose-stable.ts';
export { confirmRollback } from './rollback/confirm-rollback.ts';
export { fleetObserver } from './fleet/fleet-observer.ts';
export { insideDoor } from './inside/inside-door.ts';
export { markStable } from './release/mark-stable.ts';
export { preflight } from './preflight.ts';
export { rehearse } from './rollback/rehearse.ts';
export { release } from './release/release.ts';
export { restore } from './rollback/restore.ts';
export { wayBack } from './release/way-back.ts';
