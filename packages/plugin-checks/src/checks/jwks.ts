/** `jwks.*`: verifiers find a usable public key set, with the keys that sign. */
import type { CheckResult } from '@paintbox/deploy-core';
import { KEY_SET } from '../suite/check-ids.ts';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { judgeSet } from '../key-set/judge-set.ts';
import { parseObject } from '../http/parse-object.ts';
import { visitPath } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { comparePublished } from '../key-set/published-keys.ts';
import { judgeCaching, judgeCors, judgeSize, judgeType } from '../key-set/key-set-headers.ts';
import { evidenceOf, result, unanswered } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';

/** The Origin header that a verifier in a browser sends. Some servers answer with CORS headers only then. */
const ORIGIN = 'https://verifier.example';

/** Reads the key set once and runs every check on it. */
export async function jwks(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const path = tools.settings.endpoints.jwks;
  const { answer, by, tries } = await visitPath(target, tools, path, {
    headers: { origin: ORIGIN, accept: 'application/json, application/jwk-set+json' },
  });
  const url = target.url + path;
  const noSet = answerFinding(answer);
  if (noSet !== undefined) {
    const evidence = { ...noSet.evidence, tries };
    const rest = { verdict: 'inconclusive', message: 'there was no key set to look at', by } as const;
    return KEY_SET.map((id) => result(id, url, id === 'jwks.keys' ? { ...noSet, evidence, by } : rest));
  }
  const keys = parseObject(answer.body)?.['keys'];
  const served = Array.isArray(keys) ? (keys as readonly unknown[]) : [];
  const structure = judgeSet(answer, target.publishedKeys?.kids);
  return [
    result('jwks.keys', url, { ...structure, evidence: { ...structure.evidence, tries }, by }),
    result('jwks.published', url, { ...comparePublished(served, target.publishedKeys), by }),
    result('jwks.caching', url, { ...judgeCaching(answer), by }),
    result('jwks.cors', url, { ...judgeCors(answer), by }),
    result('jwks.type', url, { ...judgeType(answer), by }),
    result('jwks.body-size', url, { ...judgeSize(answer), by }),
  ];
}

function answerFinding(answer: Answer): Finding | undefined {
  const evidence = evidenceOf(answer);
  const missing = unanswered(answer);
  if (missing !== undefined) return missing;
  if (answer.redirectedTo !== undefined) {
    const message = `the key set redirects to ${answer.redirectedTo}: many verifiers do not follow`;
    return { verdict: 'fail', message, evidence, hint: 'answer with the key set itself at this address' };
  }
  if (isGood(answer)) return undefined;
  return {
    verdict: 'fail',
    message: `the key set answered with status ${answer.status}`,
    evidence,
    hint: 'look at the logs of the machines: can they read the published keys from the secret store?',
  };
}
