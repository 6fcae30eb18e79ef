/** Fly.io stages through its Machines API: releases that are proven before they get traffic, and a way back that takes seconds. */
export { app } from './app.ts';
export type { FlyApp } from './app.ts';
export type { AppOptions } from './options.ts';
export type { ByEnvironment } from './by-environment.ts';
export type { Builder, BuildRequest } from './build/builder.ts';
export { docker } from './build/docker-builder.ts';
export { flyctl } from './build/flyctl-builder.ts';
export type { SwitchStep } from './machines/switch-steps.ts';
export { bootedRelease, fleetBefore, stableRelease } from './artifacts.ts';
export type { BootedRelease, FleetBefore, StableRelease } from './artifacts.ts';
export { fleetObserver } from './fleet/fleet-observer.ts';
export { flyApps } from './members/fly-apps.ts';
export { memberToken } from './members/member-token.ts';
export type { TokenSource } from './members/member-token.ts';
export { runningImages } from './members/running-images.ts';
export type { FlyAppsOptions } from './members/fly-apps.ts';
export { insideDoor } from './inside/inside-door.ts';
