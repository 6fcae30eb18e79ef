/** Asks the keys endpoint, as a verifier does, whether it serves a key. A stored key may not be served yet. The only file that uses `fetch`. */
import type { StageContext } from '@paintbox/deploy-core';
import { isObject } from '@paintbox/deploy-core/keys';
import { parseJson } from '../keys/parse-json.ts';
import { keyNotServed } from '../rotation-errors.ts';

/** The time limit of typical verifiers, in ms. */
const LIMIT_MS = 10_000;

/**
 * Passes when the endpoint serves the key.
 *
 * @param endpoint A path at the app's address, or a URL.
 * @throws DeployError `KEYS_NOT_SERVED`
 */
export async function assertServed(
  endpoint: string,
  kid: string,
  ctx: Pick<StageContext, 'run' | 'signal'>,
): Promise<void> {
  const url = new URL(endpoint, `${ctx.run.url}/`).href;
  const limit = AbortSignal.any([ctx.signal, AbortSignal.timeout(LIMIT_MS)]);
  let kids: readonly string[];
  try {
    const answer = await fetch(url, { redirect: 'error', signal: limit });
    if (answer.status !== 200) throw new Error(`it answers ${answer.status}`);
    kids = kidsOf(await answer.text());
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw keyNotServed(url, kid, reason(error));
  }
  if (!kids.includes(kid)) throw keyNotServed(url, kid, `it serves ${kids.join(', ')}`);
}

function kidsOf(text: string): readonly string[] {
  const root = parseJson(text);
  if (!isObject(root) || !Array.isArray(root['keys'])) throw new Error('it serves no key set');
  return root['keys'].flatMap((key: unknown) =>
    isObject(key) && typeof key['kid'] === 'string' ? [key['kid']] : [],
  );
}

/** The reason of a failed `fetch` is in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === '' ? error.message : `${error.message} (${code})`;
}
