/** Compares the served key set with the published one. */
import { counted } from '@paintbox/deploy-core/run';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import { isPublicKeyType, publicMembers } from '@paintbox/deploy-core/keys';
import { isObject, parseObject } from '../http/parse-object.ts';
import type { JsonObject } from '../http/parse-object.ts';
import type { Finding } from '../suite/result.ts';
import { shown } from '../suite/witness.ts';

/** Says whether every published key is served with equal public members. */
export function comparePublished(served: readonly unknown[], published: PublishedKeys | undefined): Finding {
  if (published === undefined) {
    return { verdict: 'skip', message: 'nobody said which keys are published' };
  }
  const stored = keysOf(parseObject(published.jwks)?.['keys']);
  const wanted = published.kids;
  const unknown = wanted.filter((kid) => !stored.has(kid));
  const evidence = {
    secretId: published.secretId,
    versionId: published.versionId,
    published: wanted,
    served: [...keysOf(served).keys()],
  };
  if (wanted.length === 0 || unknown.length > 0) {
    const what = wanted.length === 0 ? 'names no keys' : `does not hold ${unknown.map(shown).join(', ')}`;
    const message = `the published key set ${published.secretId} itself ${what}`;
    return { verdict: 'inconclusive', message, evidence, hint: 'run: `paintbox-deploy keys check`' };
  }
  return compare(wanted, stored, keysOf(served), evidence);
}

function compare(
  wanted: readonly string[],
  stored: ReadonlyMap<string, JsonObject>,
  served: ReadonlyMap<string, JsonObject>,
  evidence: Readonly<Record<string, unknown>>,
): Finding {
  const problems = wanted.flatMap((kid) => {
    const key = served.get(kid);
    if (key === undefined) return [`key ${shown(kid)} is published but not served`];
    const differing = differingMembers(stored.get(kid) ?? {}, key);
    return differing.length === 0
      ? []
      : [`key ${shown(kid)} is served with another ${differing.map((name) => `'${name}'`).join(', ')}`];
  });
  if (problems.length > 0) {
    const hint = 'the machines read another secret version, or none: look at their logs and restart them';
    return { verdict: 'fail', message: problems.join('; '), evidence, hint };
  }
  const extra = [...served.keys()].filter((kid) => !wanted.includes(kid));
  if (extra.length > 0) {
    const message = `${extra.map(shown).join(', ')} is served but not published: verifiers trust it`;
    return { verdict: 'warn', message, evidence, hint: 'a retired key should vanish when caches expire' };
  }
  return {
    verdict: 'pass',
    message: `${counted(wanted.length, 'published key')} served, unchanged`,
    evidence,
  };
}

/** The key's numbers, and its `use` and `alg` if the published set has them. */
function differingMembers(stored: JsonObject, served: JsonObject): readonly string[] {
  const { kty } = stored;
  const material = isPublicKeyType(kty) ? publicMembers[kty] : [];
  const stated = ['alg', 'use'].filter((name) => stored[name] !== undefined);
  return [...new Set(['kty', ...material, ...stated])].filter((name) => stored[name] !== served[name]);
}

function keysOf(keys: unknown): ReadonlyMap<string, JsonObject> {
  const entries = (Array.isArray(keys) ? keys : []).filter(isObject);
  return new Map(
    entries.flatMap((entry) => (typeof entry['kid'] === 'string' ? [[entry['kid'], entry] as const] : [])),
  );
}
