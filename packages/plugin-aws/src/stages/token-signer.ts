/** Signs tokens with the stored keys, for checks of verifiers. The keys do not leave this file. */
import type { StageContext } from '@paintbox/deploy-core';
import type { SignedToken, TokenRequest, TokenSigner } from '@paintbox/deploy-core/release';
import { importJWK, SignJWT } from 'jose';
import { withAws } from '../client/client.ts';
import { parsePrivateBeside } from '../stored-keys/judge-keys.ts';
import { keyNames } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { readFormerPrivate, readKeys } from '../stored-keys/key-secrets.ts';
import { activeKey } from '../keys/private-document.ts';
import type { PrivateDocument, PrivateKeyEntry } from '../keys/private-document.ts';
import { keysMissing, keysUnusable } from '../keys-errors.ts';
import type { KeyPlace } from '../keys-errors.ts';

/** Where the keys are stored. */
export type TokenSignerOptions = KeyOptions;

/** The keys for signing. */
interface SigningKeys {
  readonly current: PrivateDocument;
  /** The version before the current one; undefined when there is none or it cannot be read. */
  readonly former: PrivateDocument | undefined;
}

/**
 * Signs tokens with the keys in Secrets Manager. The secrets are read once for each run. Needs `secretsmanager:DescribeSecret` and `GetSecretValue` on both.
 *
 * @example
 * suite({ tokens: { signer: tokenSigner(), path: '/api/me', claims: { iss: 'paintbox', sub: 'checks' } } });
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function tokenSigner(options: TokenSignerOptions = {}): TokenSigner {
  const names = keyNames(options);
  const read = new Map<string, Promise<SigningKeys>>();
  const keysOf = (ctx: StageContext): Promise<SigningKeys> => {
    const known = read.get(ctx.run.id);
    if (known !== undefined) return known;
    const reading = readSigningKeys(options, names, ctx);
    read.set(ctx.run.id, reading);
    // A failed read is not kept: the next call reads again.
    reading.catch(() => read.delete(ctx.run.id));
    return reading;
  };
  return {
    async sign(request, ctx) {
      const entry = choose(await keysOf(ctx), request.key);
      return entry === undefined ? undefined : signWith(entry, request.claims, ctx);
    },
  };
}

async function readSigningKeys(
  options: TokenSignerOptions,
  names: ReturnType<typeof keyNames>,
  ctx: StageContext,
): Promise<SigningKeys> {
  return withAws(ctx, options, async (aws) => {
    const place: KeyPlace = { ...names, region: aws.region };
    const { publicKeys, privateKey } = await readKeys(aws, names, ctx);
    if (publicKeys === undefined || privateKey === undefined) throw keysMissing(place);
    const current = parsePrivateBeside(privateKey, publicKeys.text);
    if (!current.ok) throw keysUnusable(names.privateSecretId, current.problems);
    const formerText = await readFormerPrivate(aws, names.privateSecretId, ctx);
    const former = formerText === undefined ? undefined : parsePrivateBeside(formerText, publicKeys.text);
    return { current: current.value, former: former?.ok === true ? former.value : undefined };
  });
}

function choose({ current, former }: SigningKeys, key: TokenRequest['key']): PrivateKeyEntry | undefined {
  if (key === 'active') return activeKey(current);
  const kept = new Set(current.keys.map(({ kid }) => kid));
  return former?.keys.find(({ kid }) => !kept.has(kid));
}

async function signWith(
  { kid, alg, jwk }: PrivateKeyEntry,
  claims: Readonly<Record<string, unknown>>,
  ctx: StageContext,
): Promise<SignedToken> {
  const key = await importJWK({ ...jwk }, alg);
  const token = await new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
  return { token: ctx.secret(token), kid, alg };
}
