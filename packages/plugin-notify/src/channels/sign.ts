/** Signs messages the way of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over id, time and body, so that nobody can change or replay a message. */
import { createHmac } from 'node:crypto';

/** The signed parts. */
export interface Signable {
  /** Equal for the same notice, so that receivers can drop repeats. */
  readonly id: string;
  /** Seconds since 1970. Receivers refuse a time more than five minutes away. */
  readonly timestampS: number;
  readonly body: string;
}

/** The key of a secret: base64 after `whsec_`, any other text as it is. */
export function signingKey(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

/** The three headers of a signed message. */
export function signedHeaders(
  { id, timestampS, body }: Signable,
  key: Buffer,
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,${signature}`,
  };
}
