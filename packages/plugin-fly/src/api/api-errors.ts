/** The errors of calls to the platform: by what went wrong, in words that say what was asked and what was seen. */
import type { DeployError } from '@paintbox/deploy-core';
import { flyErrors } from '../fly-errors.ts';
import type { NoAnswer } from './transport.ts';

/** A code that an answer of the platform can stand for. */
export type ApiCode =
  | 'FLY_TOKEN_REFUSED'
  | 'FLY_NOT_ALLOWED'
  | 'FLY_APP_NOT_FOUND'
  | 'FLY_NOT_FOUND'
  | 'FLY_LEASE_HELD'
  | 'FLY_CONFLICT'
  | 'FLY_CHANGED_MEANWHILE'
  | 'FLY_NO_CAPACITY'
  | 'FLY_CALL_REFUSED'
  | 'FLY_RATE_LIMITED'
  | 'FLY_ANSWER_UNUSABLE'
  | 'FLY_PLATFORM_UNREACHABLE';

/** The platform, or something in its place, said no. */
export function apiError(code: ApiCode, call: string, seen: string, transient: boolean): DeployError {
  return flyErrors.error(code, `could not ${call}: ${seen}`, { transient });
}

/** No answer to a call that changes nothing, or of which nothing was sent. */
export function noAnswer(call: string, { what, hint, transient }: NoAnswer): DeployError {
  return flyErrors.error('FLY_PLATFORM_UNREACHABLE', `could not ${call}: ${what}`, { hint, transient });
}

/** Nobody knows yet whether a change was made. */
export function changeUncertain(call: string, seen: string): DeployError {
  return flyErrors.error('FLY_CHANGE_UNCERTAIN', `whether the platform did ${call} is not known: ${seen}`);
}
