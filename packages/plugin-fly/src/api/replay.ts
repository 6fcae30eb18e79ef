/** When a call may be sent again. A change whose outcome is not known is never repeated blindly: it is settled by reading back. */
import { notSent } from '@paintbox/deploy-core';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Meaning } from './meaning.ts';

/**
 * The classes of calls. `free`: twice is as good as once, so it is sent again after every temporary failure. `refused`: sent again only when it is
 * certain that nothing happened (429, or never sent). `never`: twice would make two, so it is sent once.
 */
export type Replay = 'free' | 'refused' | 'never';

/** One try, and how long the server asked to wait before the next. */
export interface CallTry<T> {
  readonly meaning: Meaning<T>;
  readonly retryAfterMs: number | undefined;
}

const FIRST_WAIT_MS = 500;
/** All waits together. */
const MOST_WAIT_MS = 30_000;
const MOST_TRIES = 5;

/**
 * Makes a call within its class.
 *
 * @throws `notSent(error)` when a change certainly was not made, `FLY_CHANGE_UNCERTAIN` when that is not known; the error of the last try otherwise.
 */
export async function withReplays<T>(
  ctx: Pick<StageContext, 'clock' | 'signal'>,
  { replay, changes }: { readonly replay: Replay; readonly changes: boolean },
  attempt: () => Promise<CallTry<T>>,
): Promise<T> {
  let waitedMs = 0;
  let doubt: DeployError | undefined;
  for (let tries = 1; ; tries += 1) {
    const { meaning, retryAfterMs } = await attempt();
    if (meaning.kind === 'good') return meaning.value;
    const { kind, error } = meaning;
    if (kind === 'uncertain' && changes) doubt = error;
    const waitMs = retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
    const again =
      mayReplay(replay, meaning, changes) && tries < MOST_TRIES && waitedMs + waitMs <= MOST_WAIT_MS;
    if (!again) throw doubt ?? (changes ? notSent(error) : error);
    waitedMs += waitMs;
    await ctx.clock.sleep(waitMs, ctx.signal);
  }
}

function mayReplay<T>(
  replay: Replay,
  { kind, error }: Exclude<Meaning<T>, { kind: 'good' }>,
  changes: boolean,
): boolean {
  if (replay === 'never' || kind === 'refused') return false;
  if (kind === 'uncertain') return replay === 'free' && (changes || error.transient);
  return error.transient;
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); undefined for anything else. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
