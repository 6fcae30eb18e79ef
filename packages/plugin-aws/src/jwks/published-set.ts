import { createHash } from 'node:crypto';
import { parsePublicSet } from '../keys/parse-public-set.ts';
import { readPlannedChanges } from '../keys/planned-changes.ts';
import type { KeyProblem } from '../keys/problem.ts';

/** A valid set, already serialised, so that every answer has the same bytes and the same tag. */
export type PublishedSet = {
  readonly body: string;
  /** Strong entity tag with its quotes. It changes only with the bytes. */
  readonly etag: string;
  /** When it was read, in milliseconds of the handler's clock. */
  readonly loadedAtMs: number;
  /** Names of its keys, in their order. */
  readonly kids: readonly string[];
  /** The planned changes of the set, in milliseconds since 1970, soonest first. */
  readonly plannedChangesMs: readonly number[];
};

/** Why the latest read gave no valid set. */
export type JwksFailure =
  | { readonly reason: 'load-failed'; readonly error: unknown }
  | { readonly reason: 'timeout'; readonly timeoutMs: number }
  | { readonly reason: 'invalid'; readonly problems: readonly KeyProblem[] };

/** The result of one read. A read never rejects: the problem is part of the result. */
export type LoadOutcome =
  | { readonly ok: true; readonly set: PublishedSet }
  | { readonly ok: false; readonly failure: JwksFailure };

/** Fetches the text of the public secret. The signal aborts when the time limit has passed. */
export type LoadText = (signal: AbortSignal) => Promise<string>;

/** Reads and validates the set once, within `timeoutMs` even when `load` ignores its signal. */
export async function loadPublishedSet(
  load: LoadText,
  timeoutMs: number,
  clock: () => number,
): Promise<LoadOutcome> {
  const limit = AbortSignal.timeout(timeoutMs);
  const expired = Promise.withResolvers<never>();
  const expire = (): void => expired.reject(limit.reason);
  limit.addEventListener('abort', expire, { once: true });
  try {
    const text = await Promise.race([load(limit), expired.promise]);
    return validated(text, clock());
  } catch (error) {
    return {
      ok: false,
      failure: limit.aborted ? { reason: 'timeout', timeoutMs } : { reason: 'load-failed', error },
    };
  } finally {
    limit.removeEventListener('abort', expire);
  }
}

function validated(text: string, loadedAtMs: number): LoadOutcome {
  const parsed = parsePublicSet(text);
  if (!parsed.ok) return { ok: false, failure: { reason: 'invalid', problems: parsed.problems } };
  const body = JSON.stringify(parsed.value);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const kids = parsed.value.keys.map(({ kid }) => kid);
  return { ok: true, set: { body, etag, loadedAtMs, kids, plannedChangesMs: readPlannedChanges(text) } };
}
