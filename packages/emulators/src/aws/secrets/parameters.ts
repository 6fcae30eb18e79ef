// Reads the parameters of a call and refuses values that the service's model does not allow, before permissions are checked.

import { frontEndError } from '../aws-error.ts';
import type { AwsError } from '../aws-error.ts';
import { invalidParameter, invalidRequest } from './answers.ts';
import type { StoredSecretValue, Tag } from './secret.ts';

/** The body of a request, or one object in it. */
export type CallBody = Readonly<Record<string, unknown>>;

/** Allowed length (or, for numbers, value), both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const valueLimit: Range = { min: 1, max: 65_536 };

/** An optional text with a length within `range`. */
export function text(input: CallBody, name: string, range: Range): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrongType(name, 'a string');
  checkRange(`Value '${value}' at '${memberName(name)}'`, value.length, range, 'length ');
  return value;
}

/** As {@link text}, but required. */
export function requiredText(input: CallBody, name: string, range: Range): string {
  const value = text(input, name, range);
  if (value === undefined) throw missing(name);
  return value;
}

/** The SecretId every operation on one secret takes. */
export function secretIdOf(input: CallBody): string {
  return requiredText(input, 'SecretId', { min: 1, max: 2048 });
}

/** An optional whole number within `range`. */
export function integer(input: CallBody, name: string, range: Range): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'an integer');
  checkRange(`Value '${value}' at '${memberName(name)}'`, value, range, 'value ');
  return value;
}

/** An optional boolean; absent means false. */
export function flag(input: CallBody, name: string): boolean {
  const value = input[name] ?? false;
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean');
  return value;
}

/** An optional list with as many entries as `range` allows. */
export function list(input: CallBody, name: string, range: Range): readonly unknown[] | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, 'a list');
  checkRange(`Value at '${memberName(name)}'`, value.length, range, 'length ');
  return value;
}

/** An optional list of texts. */
export function texts(
  input: CallBody,
  name: string,
  count: Range,
  length: Range,
): readonly string[] | undefined {
  return list(input, name, count)?.map((value) => requiredText({ [name]: value }, name, length));
}

/** An optional list of tags. */
export function tags(input: CallBody): readonly Tag[] | undefined {
  return list(input, 'Tags', { min: 0, max: 50 })?.map((entry) => {
    if (typeof entry !== 'object' || entry === null) throw wrongType('Tags', 'a list of structures');
    const tag = entry as CallBody;
    return {
      Key: requiredText(tag, 'Key', { min: 1, max: 128 }),
      Value: text(tag, 'Value', { min: 0, max: 256 }) ?? '',
    };
  });
}

/** The value of a secret, if the call has one. Its text never appears in an error. */
export function secretValue(input: CallBody): StoredSecretValue | undefined {
  const string = input['SecretString'] ?? undefined;
  const binary = input['SecretBinary'] ?? undefined;
  if (string !== undefined && typeof string !== 'string') throw wrongType('SecretString', 'a string');
  if (binary !== undefined && (typeof binary !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(binary))) {
    throw wrongType('SecretBinary', 'a blob in base64');
  }
  if (string !== undefined && binary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (string !== undefined) {
    checkRange("Value at 'secretString'", Buffer.byteLength(string), valueLimit, 'length ');
    return { kind: 'SecretString', data: string };
  }
  if (binary === undefined) return undefined;
  checkRange("Value at 'secretBinary'", Buffer.from(binary, 'base64').length, valueLimit, 'length ');
  return { kind: 'SecretBinary', data: binary };
}

/** The ClientRequestToken, which becomes the version id. A call with a value must have one. */
export function requestToken(input: CallBody, value: StoredSecretValue | undefined): string {
  const token = text(input, 'ClientRequestToken', { min: 32, max: 64 });
  if (token === undefined && value !== undefined) {
    throw invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  return token ?? '';
}

/** The front end's answer to a request that the service's model does not allow. `violation` names member and constraint. */
export function violation(violation: string): AwsError {
  return frontEndError('ValidationException', `1 validation error detected: ${violation}`);
}

function checkRange(subject: string, size: number, { min, max }: Range, what: 'length ' | 'value '): void {
  const bound =
    size < min ? `greater than or equal to ${min}` : size > max ? `less than or equal to ${max}` : '';
  if (bound !== '')
    throw violation(`${subject} failed to satisfy constraint: Member must have ${what}${bound}`);
}

function missing(name: string): AwsError {
  return violation(
    `Value null at '${memberName(name)}' failed to satisfy constraint: Member must not be null`,
  );
}

function wrongType(name: string, expected: string): AwsError {
  return frontEndError('SerializationException', `${name} must be ${expected}`);
}

function memberName(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
