import { setTimeout as sleep } from 'node:timers/promises';
import { loadPublishedSet } from './published-set.ts';
import type { JwksFailure, LoadText } from './published-set.ts';

/** The source to test, and the time limits. */
export type ProveKeysOptions = {
  /** Fetches the text of the public secret: the same function that the handler gets. */
  readonly load: LoadText;
  /** How long to retry temporary errors, such as no answer from AWS. Default 30,000 ms. */
  readonly limitMs?: number | undefined;
  /** Time limit of one read. Default 5,000 ms. */
  readonly loadTimeoutMs?: number | undefined;
  /** Stops the retries. The call then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each failed try that will be repeated. */
  readonly onRetry?: ((problems: readonly KeysGuidance[], waitMs: number) => void) | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Waits between two tries; rejects when the signal aborts. Default: a timer. */
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
};

/** One problem and what to do; plain data that can be logged as JSON. It never contains key material. */
export type KeysGuidance = {
  /** Explained in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
};

/** Success, or every problem. */
export type KeysProof =
  | {
      readonly ok: true;
      /** Names of the keys that will be served. */
      readonly kids: readonly string[];
      readonly attempts: number;
      readonly tookMs: number;
    }
  | {
      readonly ok: false;
      readonly problems: readonly KeysGuidance[];
      readonly attempts: number;
      readonly tookMs: number;
    };

/** A secret that was just stored may take seconds to be visible everywhere. */
const visibleAfterMs = 5_000;
const firstWaitMs = 250;
const longestWaitMs = 5_000;

/**
 * Proves at the start of a container that its keys can be read and published. A release whose machines cannot
 * read their keys then never becomes healthy, instead of answering 503 to the first user.
 *
 * Temporary errors are retried until `limitMs`: no answer, throttling, a secret that is not visible yet. A wrong name, a missing
 * permission or a broken set is reported at once.
 *
 * @example
 * const load = secretsManagerSource({ secretId: 'paintbox/production/jwt/public-keys' });
 * const proof = await proveKeysReadable({ load });
 * if (!proof.ok) {
 *   for (const problem of proof.problems) process.stderr.write(`${JSON.stringify(problem)}\n`);
 *   process.exit(1);
 * }
 */
export async function proveKeysReadable(options: ProveKeysOptions): Promise<KeysProof> {
  const { load, limitMs = 30_000, loadTimeoutMs = 5_000, signal, onRetry } = options;
  const { clock = Date.now, wait = timer } = options;
  const startedAtMs = clock();
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    const outcome = await loadPublishedSet(load, loadTimeoutMs, clock);
    const tookMs = clock() - startedAtMs;
    if (outcome.ok) return { ok: true, kids: outcome.set.kids, attempts, tookMs };
    const problems = guidance(outcome.failure);
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1));
    if (tookMs + waitMs > Math.min(limitMs, patienceMs(outcome.failure)))
      return { ok: false, problems, attempts, tookMs };
    onRetry?.(problems, waitMs);
    await wait(waitMs, signal);
  }
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return sleep(ms, undefined, signal === undefined ? {} : { signal });
}

/** How long a retry can help. */
function patienceMs(failure: JwksFailure): number {
  if (failure.reason === 'invalid') return 0;
  if (failure.reason === 'timeout') return Number.POSITIVE_INFINITY;
  const { code, transient } = members(failure.error);
  if (code === 'KEYS_PUBLIC_NOT_FOUND') return visibleAfterMs;
  return transient === true ? Number.POSITIVE_INFINITY : 0;
}

function guidance(failure: JwksFailure): readonly KeysGuidance[] {
  switch (failure.reason) {
    case 'invalid':
      return failure.problems.map(({ code, message, hint }) => ({ code, message, hint }));
    case 'timeout':
      return [
        {
          code: 'KEYS_UNREADABLE',
          message: `The public keys could not be read within ${failure.timeoutMs} ms`,
          hint: 'check that this machine reaches AWS: network, proxy, Region, AWS_ENDPOINT_URL',
        },
      ];
    case 'load-failed':
      return [explained(failure.error)];
    default:
      return failure satisfies never;
  }
}

function explained(error: unknown): KeysGuidance {
  const { code, message, hint } = members(error);
  // A DeployError, recognised by its members: an import of the class would load the whole engine into the app.
  if (typeof code === 'string' && typeof message === 'string' && typeof hint === 'string') {
    return { code, message, hint };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'KEYS_UNREADABLE',
    message: `The public keys could not be read: ${what}`,
    hint: 'the function that was given as `load` rejects; its error says why',
  };
}

function members(error: unknown): Readonly<Record<string, unknown>> {
  // The members of an error may have any type; each is checked before use.
  return error instanceof Error ? (error as unknown as Readonly<Record<string, unknown>>) : {};
}
