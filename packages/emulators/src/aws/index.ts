// The AWS emulator: a test double of Secrets Manager, STS and a part of S3.

export { startAwsEmulator } from './emulator.ts';
export type { AwsEmulator, AwsEmulatorOptions } from './emulator.ts';
export type { AwsFault, AwsFaultKind } from './faults.ts';
export type { OneOrMore, PolicyDocument, PolicyStatement } from './iam/policy.ts';
export type { LoggedRequest } from './request-log.ts';
export type { AwsUser } from './users.ts';
