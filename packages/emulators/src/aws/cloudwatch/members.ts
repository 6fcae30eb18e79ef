// Reads the members of a call of CloudWatch, and refuses what its model does not allow.

import { AwsError } from '../aws-error.ts';

/** An object of a request. */
export type Members = Readonly<Record<string, unknown>>;

/** What CloudWatch answers to a value that cannot be (API reference, "Common Errors"). */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** A required text. */
export function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw invalid(`The parameter ${name} is required.`);
  return value;
}

/** A list of objects; empty when it is missing. */
export function objectsOf(members: Members, name: string): readonly Members[] {
  const value = members[name] ?? [];
  if (!Array.isArray(value)) throw invalid(`The parameter ${name} must be a list.`);
  return value.map((one: unknown) => {
    if (typeof one !== 'object' || one === null)
      throw invalid(`The parameter ${name} must be a list of structures.`);
    return one as Members;
  });
}

/** A required time, which the protocol sends in seconds. */
export function timeMsOf(members: Members, name: string): number {
  const value = members[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw invalid(`The parameter ${name} is required.`);
  return value * 1_000;
}

/** Names and values of dimensions. */
export function dimensionsOf(members: Members): Readonly<Record<string, string>> {
  return Object.fromEntries(
    objectsOf(members, 'Dimensions').map((one) => [textOf(one, 'Name'), textOf(one, 'Value')] as const),
  );
}
