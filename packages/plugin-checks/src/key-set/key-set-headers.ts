/** Judges how a key set is sent: caching, CORS, content type, and size. */
import { LARGE_KEY_SET_BYTES } from '@paintbox/deploy-core/keys';
import type { Answer } from '../http/http.ts';
import type { Finding } from '../suite/result.ts';

/** With a longer cache, verifiers refuse the tokens of a new key, and trust a leaked key, for too long. */
const LONGEST_S = 86_400;

/** `jwks.caching` (RFC 9111 §5.2.2). */
export function judgeCaching({ headers }: Answer): Finding {
  const cacheControl = headers['cache-control'] ?? '';
  const evidence = { cacheControl };
  if (cacheControl.trim() === '') {
    return {
      verdict: 'warn',
      message: 'no Cache-Control: every cache on the way guesses how long keys last',
      evidence,
      hint: 'send Cache-Control: public, max-age=300',
    };
  }
  const seconds = Math.max(
    0,
    ...[...cacheControl.matchAll(/(?:max-age|s-maxage)\s*=\s*"?(\d+)/gi)].map((match) => Number(match[1])),
  );
  return seconds > LONGEST_S
    ? {
        verdict: 'warn',
        message: `keys may be kept for ${seconds} s: that long a new key is unknown and a lost one is trusted`,
        evidence,
        hint: 'send a max-age of minutes to hours, and overlap keys for longer than that',
      }
    : { verdict: 'pass', message: `Cache-Control: ${cacheControl}`, evidence };
}

/** `jwks.cors`. */
export function judgeCors({ headers }: Answer): Finding {
  const allowed = headers['access-control-allow-origin'] ?? '';
  const evidence = { allowed };
  if (allowed.includes(',')) {
    const message = `Access-Control-Allow-Origin is '${allowed}': browsers refuse more than one value`;
    return { verdict: 'warn', message, evidence, hint: 'send it once; the app or a proxy adds a second one' };
  }
  return allowed.trim() === ''
    ? {
        verdict: 'warn',
        message: 'no Access-Control-Allow-Origin: verifiers in browsers cannot read the keys',
        evidence,
        hint: 'send Access-Control-Allow-Origin: *; the keys are public',
      }
    : { verdict: 'pass', message: `Access-Control-Allow-Origin: ${allowed}`, evidence };
}

/** `jwks.type` (RFC 7517 §8.5). */
export function judgeType({ headers }: Answer): Finding {
  // Of several values the last counts (Fetch, "extract a MIME type").
  const type = (headers['content-type'] ?? '').split(',').at(-1)?.trim() ?? '';
  const isJson = /^application\/(jwk-set\+)?json\s*(;|$)/i.test(type);
  const evidence = { contentType: type };
  return isJson
    ? { verdict: 'pass', message: `the content type is ${type}`, evidence }
    : {
        verdict: 'warn',
        message: `the content type is '${type}', not JSON`,
        evidence,
        hint: 'send Content-Type: application/jwk-set+json or application/json',
      };
}

/** `jwks.body-size`. */
export function judgeSize({ body }: Answer): Finding {
  const sizeBytes = Buffer.byteLength(body);
  const evidence = { sizeBytes };
  return sizeBytes > LARGE_KEY_SET_BYTES
    ? {
        verdict: 'warn',
        message: `the key set has ${sizeBytes} bytes; some verifiers read ${LARGE_KEY_SET_BYTES} at most`,
        evidence,
        hint: 'publish only keys that still verify live tokens, without certificates',
      }
    : { verdict: 'pass', message: `the key set has ${sizeBytes} bytes`, evidence };
}
