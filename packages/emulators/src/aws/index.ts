// The AWS emulator: a test double of Secrets Manager, STS and parts of S3 and CloudWatch.

export { startAwsEmulator } from './emulator.ts';
export type { AwsEmulator, AwsEmulatorOptions } from './emulator.ts';
export type { AwsFault, AwsFaultKind } from './faults.ts';
export type { OneOrMore, PolicyDocument, PolicyStatement } from './iam/policy.ts';
export type { LoggedRequest } from './request-log.ts';
export type { AwsUser } from './users.ts';
