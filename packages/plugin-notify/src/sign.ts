/** Signs messages the way of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over id, time and body, so that neither can be altered or played back. */
import { createHmac } from 'node:crypto';

/** What is signed. */
export interface Signable {
  /** The same for the same notice: receivers drop what they have seen. */
  readonly id: string;
  /** Seconds since 1970; receivers refuse what is more than five minutes away. */
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
