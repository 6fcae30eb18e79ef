// What a behaviour of AWS is, and how one is asserted. Behaviours only speak to AWS through SDK clients, so any backend can be held to them.

import * as assert from 'uvu/assert';

import { errorOf } from '../rig.ts';
import type { Api } from './api.ts';

/**
 * How it is known: `recorded` against AWS and published by others, `documented` by AWS or an RFC, or `assumed` from experience and not
 * verified, which a run against AWS would settle.
 */
export type Source = 'recorded' | 'documented' | 'assumed';

/** One thing that AWS does. */
export interface Behaviour {
  /** Stable, for the lists of deviations: `create.token-reused`. */
  readonly id: string;
  readonly title: string;
  readonly source: Source;
  /** Rejects when the backend does something else. Each gets names that nobody else uses. */
  readonly holds: (api: Api) => Promise<void>;
}

/** Makes a list of behaviours whose ids begin with the group. */
export function group(
  name: string,
  behaviours: Readonly<Record<string, readonly [source: Source, title: string, holds: Behaviour['holds']]>>,
): readonly Behaviour[] {
  return Object.entries(behaviours).map(([id, [source, title, holds]]) => ({
    id: `${name}.${id}`,
    title,
    source,
    holds,
  }));
}

/** Asserts that a call of Secrets Manager fails with this error and, as all its client errors, with status 400. */
export async function refused(
  call: Promise<unknown>,
  name: string,
  message: string | RegExp = /./,
): Promise<void> {
  const error = await errorOf(call);
  assert.equal([error.name, error.status], [name, 400], error.message);
  if (typeof message === 'string') assert.is(error.message, message);
  else assert.match(error.message, message);
}

/** Asserts that a call fails with this error and status. */
export async function refusedWith(
  call: Promise<unknown>,
  name: string,
  status: number,
  message: string | RegExp = /./,
): Promise<void> {
  const error = await errorOf(call);
  assert.equal([error.name, error.status], [name, status], error.message);
  if (typeof message === 'string') assert.is(error.message, message);
  else assert.match(error.message, message);
}
