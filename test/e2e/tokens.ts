/** Makes tokens as the app's signing side would: with the private key that is stored in (the emulator of) Secrets Manager. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

interface Stored {
  readonly secrets: readonly {
    readonly name: string;
    readonly versions: readonly {
      readonly labels: readonly string[];
      readonly value: { readonly data: string };
    }[];
  }[];
}

/** A token for `subject`, signed by the active stored key. */
export async function mintToken(dir: string, subject: string): Promise<string> {
  const state = JSON.parse(await readFile(join(dir, 'world', 'aws.json'), 'utf8')) as Stored;
  const secret = state.secrets.find(({ name }) => name === 'paintbox/production/jwt/private-key');
  const text = secret?.versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.value.data ?? '';
  const { keys } = JSON.parse(text) as {
    keys: readonly { kid: string; alg: string; state: string; jwk: JWK }[];
  };
  const active = keys.find(({ state: each }) => each === 'active');
  if (active === undefined) throw new Error('no active key is stored');
  return new SignJWT({})
    .setProtectedHeader({ alg: active.alg, kid: active.kid })
    .setSubject(subject)
    .setIssuer('paintbox')
    .setAudience('paintbox')
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK(active.jwk, active.alg));
}
