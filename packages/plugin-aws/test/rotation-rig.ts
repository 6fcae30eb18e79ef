/** An account with keys at a time that a test moves, looked at as signers and verifiers do. */
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import type { PrivateDocument } from '../src/keys/private-document.ts';
import { keysOf, privateName, publicName, startRig, TestTime } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

/** Waits so short that no signature of the SDK is too old after them, which would cost it a second try of every call. */
export const times = {
  tokenTtlSeconds: 40,
  cacheMaxAgeSeconds: 20,
  propagationSeconds: 10,
  clockSkewSeconds: 10,
};
export const PUBLISH_MS = 40_000;
export const OVERLAP_MS = 80_000;

/** An account with keys, at a time that the test moves. */
export async function accountWithKeys(): Promise<{ rig: AwsRig; time: TestTime; kid: string }> {
  const time = new TestTime();
  const rig = await startRig({ now: time.now });
  const { activeKid } = keysOf(await rig.run(ensureKeys(), { clock: time }));
  return { rig, time, kid: activeKid };
}

export async function documentOf(rig: AwsRig): Promise<PrivateDocument> {
  return JSON.parse(await rig.read(privateName)) as PrivateDocument;
}

export async function statesOf(rig: AwsRig): Promise<readonly string[]> {
  return (await documentOf(rig)).keys.map(({ state }) => state);
}

export async function publishedKids(rig: AwsRig): Promise<readonly string[]> {
  const { keys } = JSON.parse(await rig.read(publicName)) as { keys: readonly { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

/** A token as the app signs it now. */
export async function mint(rig: AwsRig): Promise<string> {
  const active = (await documentOf(rig)).keys.find(({ state }) => state === 'active');
  if (active === undefined) throw new Error('nothing signs');
  const header = { alg: active.alg, kid: active.kid };
  return new SignJWT({}).setProtectedHeader(header).sign(await importJWK({ ...active.jwk }, active.alg));
}

export async function accepts(rig: AwsRig, token: string): Promise<boolean> {
  const set = createLocalJWKSet(JSON.parse(await rig.read(publicName)));
  return jwtVerify(token, set).then(
    () => true,
    () => false,
  );
}

export function said(run: Awaited<ReturnType<AwsRig['run']>>): string {
  return run.events.flatMap((event) => (event.type === 'stage.log' ? [event.message] : [])).join('\n');
}
