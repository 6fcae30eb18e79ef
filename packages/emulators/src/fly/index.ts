/** A test double of Fly.io: an emulated platform and a stand-in for flyctl that builds. */
export { startFlyEmulator } from './emulator.ts';
export type { FlyEmulator, FlyEmulatorOptions, NewApp } from './emulator.ts';
export type { Consistency } from './consistency/settings.ts';
export type { CheckStatus, Machine, MachineConfig, MachineState } from './machine.ts';
export type { PlatformRules } from './rules.ts';
export type { TokenGrant } from './tokens.ts';
export type { LoggedCall } from './mishaps/call-log.ts';
export { callNames } from './mishaps/call-names.ts';
export { canStrike } from './mishaps/mishap.ts';
export type { Mishap, Trouble } from './mishaps/mishap.ts';
export { troubleKinds } from './mishaps/read-mishap.ts';
