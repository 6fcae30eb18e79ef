/** What one outcome of a request means: an answer to use, or a failure that says whether anything may have happened. */
import type { DeployError } from '@paintbox/deploy-core';
import * as v from 'valibot';
import { apiError, changeUncertain, noAnswer } from './api-errors.ts';
import type { ApiCode } from './api-errors.ts';
import type { PlatformAnswer } from './http.ts';
import { seenIn } from './seen.ts';
import type { NoAnswer } from './transport.ts';

/** A call, and what it expects. */
export interface ExpectedAnswer<T> {
  /** What it does, after "could not": `stop machine 148e`. */
  readonly call: string;
  /** True when it may change something. */
  readonly changes: boolean;
  /** The shape of the answer; null when the body does not matter. */
  readonly answer: v.GenericSchema<unknown, T> | null;
  /** An answer that is no success and yet not a failure, such as 404 for "there is none". */
  readonly otherwise?: ((answer: PlatformAnswer) => { readonly value: T } | undefined) | undefined;
}

/** What happened. `refused`, `limited` and `unsent` say that nothing was changed; after `uncertain` nobody knows. */
export type Meaning<T> =
  | { readonly kind: 'good'; readonly value: T }
  | {
      readonly kind: 'refused' | 'limited' | 'unsent' | 'uncertain';
      readonly error: DeployError;
    };

/** For `otherwise`: the platform itself says that there is none. A 404 of another server in its place proves nothing. */
export function isNone(answer: PlatformAnswer): boolean {
  return answer.status === 404 && isFromPlatform(answer);
}

/** Its answers have an id and, when they are errors, a JSON object. */
function isFromPlatform({ headers, body }: PlatformAnswer): boolean {
  return headers['fly-request-id'] !== undefined || /^\s*\{\s*"/.test(body);
}

/** The meaning of one outcome. */
export function meaningOf<T>(asked: ExpectedAnswer<T>, got: PlatformAnswer | NoAnswer): Meaning<T> {
  if (!('status' in got)) {
    if (got.sent === 'no') return { kind: 'unsent', error: noAnswer(asked.call, got) };
    const error = asked.changes ? changeUncertain(asked.call, got.what) : noAnswer(asked.call, got);
    return { kind: 'uncertain', error };
  }
  const other = asked.otherwise?.(got);
  if (other !== undefined) return { kind: 'good', value: other.value };
  if (got.status >= 200 && got.status < 300) return meaningOfSuccess(asked, got);
  return meaningOfFailure(asked, got);
}

function meaningOfSuccess<T>(asked: ExpectedAnswer<T>, got: PlatformAnswer): Meaning<T> {
  // The type of a call without an answer is `undefined`.
  if (asked.answer === null) return { kind: 'good', value: undefined as T };
  const wrong = (what: string): Meaning<T> => {
    const seen = `${seenIn(got)}; ${what}`;
    const error = asked.changes
      ? changeUncertain(asked.call, seen)
      : apiError('FLY_ANSWER_UNUSABLE', asked.call, seen, true);
    return { kind: 'uncertain', error };
  };
  if (got.cut !== undefined) return wrong(`the answer breaks off: ${got.cut}`);
  let value: unknown;
  try {
    value = JSON.parse(got.body);
  } catch {
    return wrong('that is no JSON');
  }
  const result = v.safeParse(asked.answer, value);
  if (result.success) return { kind: 'good', value: result.output };
  const issues = result.issues.slice(0, 3).map((issue) => {
    const field = v.getDotPath(issue);
    return field === null ? issue.message : `field '${field}': ${issue.message}`;
  });
  return wrong(issues.join('; '));
}

function meaningOfFailure<T>(asked: ExpectedAnswer<T>, got: PlatformAnswer): Meaning<T> {
  const seen = seenIn(got);
  const { status } = got;
  if (status === 429) {
    return { kind: 'limited', error: apiError('FLY_RATE_LIMITED', asked.call, seen, true) };
  }
  if (isUnclear(got)) {
    const code = status >= 300 && status < 400 ? 'FLY_ANSWER_UNUSABLE' : 'FLY_PLATFORM_UNREACHABLE';
    const error = asked.changes
      ? changeUncertain(asked.call, seen)
      : apiError(code, asked.call, seen, status === 408 || status >= 500);
    return { kind: 'uncertain', error };
  }
  const code = codeOf(got);
  const busy = code !== 'FLY_NO_CAPACITY' && (status === 409 || status === 412);
  const error = apiError(code, asked.call, seen, busy);
  // What only reads can be in nobody's way: the server is, for a moment.
  return { kind: busy && !asked.changes ? 'uncertain' : 'refused', error };
}

/**
 * True for an answer after which the change may have been made: a timeout or fault behind the server that answers, with any status, and a
 * redirect, which the API never gives.
 */
function isUnclear({ status, body }: PlatformAnswer): boolean {
  if (status < 400 || status === 408 || status >= 500) return true;
  return /"(?:error|message)"\s*:\s*"(?:deadline_exceeded|unavailable|internal|unknown|canceled)\b/.test(
    body,
  );
}

/** A status of the API, or the words of a host that has no room (superfly/fly-go, flaps/flaps_error.go). */
const NO_ROOM =
  /insufficient_capacity|volume_placement_capacity|insufficient (?:CPUs|memory|IPs|resources) available|no capacity"/;

function codeOf(answer: PlatformAnswer): ApiCode {
  const { status, body } = answer;
  if (NO_ROOM.test(body)) return 'FLY_NO_CAPACITY';
  switch (status) {
    case 401:
      return 'FLY_TOKEN_REFUSED';
    case 403:
      return 'FLY_NOT_ALLOWED';
    case 404:
      if (!isFromPlatform(answer)) return 'FLY_ANSWER_UNUSABLE';
      return /\bapp(?:lication)?\b[^"]*not (?:be )?f(?:ind|ound)|find app/i.test(body)
        ? 'FLY_APP_NOT_FOUND'
        : 'FLY_NOT_FOUND';
    case 409:
      return /\blease\b/i.test(body) ? 'FLY_LEASE_HELD' : 'FLY_CONFLICT';
    case 412:
      return 'FLY_CHANGED_MEANWHILE';
    default:
      return 'FLY_CALL_REFUSED';
  }
}
