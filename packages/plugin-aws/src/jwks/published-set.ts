import { createHash } from 'node:crypto';
import { parsePublicSet } from '../keys/parse-public-set.ts';
import { readPlannedChanges } from '../keys/planned-changes.ts';
import type { KeyProblem } from '../keys/problem.ts';

/** A set that is fit to be served: already serialised, so that every answer has the same bytes and the same tag. */
export type PublishedSet = {
  readonly body: string;
  /** Strong entity tag with its quotes: it changes exactly when the bytes do. */
  readonly etag: string;
  /** When it was read, in milliseconds of the handler's clock. */
  readonly loadedAtMs: number;
  /** Names of its keys, in their order. */
  readonly kids: readonly string[];
  /** When the set is planned to change, in milliseconds since 1970, soonest first. */
  readonly plannedChangesMs: readonly number[];
};

/** Why the latest attempt to read the set brought nothing that can be served. */
export type JwksFailure =
  | { readonly reason: 'load-failed'; readonly error: unknown }
  | { readonly reason: 'timeout'; readonly timeoutMs: number }
  | { readonly reason: 'invalid'; readonly problems: readonly KeyProblem[] };

/** One attempt. It never rejects: what went wrong is part of the result. */
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
