/** `jwks.*`: verifiers find a usable public key set, with the keys that sign. */
import type { CheckResult } from '@paintbox/deploy-core';
import { KEY_SET } from '../suite/check-ids.ts';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { judgeJwk } from '../key-set/judge-jwk.ts';
import { isObject, parseObject } from '../http/parse-object.ts';
import { visitPath } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { comparePublished } from '../key-set/published-keys.ts';
import { judgeCaching, judgeCors, judgeSize, judgeType } from '../key-set/key-set-headers.ts';
import { evidenceOf, result, unanswered } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { shown } from '../suite/witness.ts';

/** The Origin header that a verifier in a browser sends. Some servers answer with CORS headers only then. */
const ORIGIN = 'https://verifier.example';
const MAX_KEYS = 20;

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
  const structure = await judgeKeys(answer, keys);
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

async function judgeKeys(answer: Answer, keys: unknown): Promise<Finding> {
  const evidence = evidenceOf(answer);
  const hint = 'run: `paintbox-deploy keys check`, and look at what the endpoint makes of the stored keys';
  if (!Array.isArray(keys)) {
    const message = "the answer is not a key set: no JSON object with a list of 'keys'";
    return { verdict: 'fail', message, evidence, hint };
  }
  if (keys.length === 0) {
    return { verdict: 'fail', message: 'the key set is empty: no token can be verified', evidence, hint };
  }
  if (keys.length > MAX_KEYS) {
    const message = `the key set has ${keys.length} keys, more than the ${MAX_KEYS} that make sense`;
    return { verdict: 'fail', message, evidence, hint };
  }
  const judged = await Promise.all(keys.map((key, index) => judgeJwk(key, index)));
  const kids = keys.flatMap((key: unknown) =>
    isObject(key) && typeof key['kid'] === 'string' ? [key['kid']] : [],
  );
  const twice = [...new Set(kids.filter((kid, index) => kids.indexOf(kid) !== index))];
  const problems = [
    ...judged.flatMap((one) => one.problems),
    ...twice.map((kid) => `two keys have the kid ${shown(kid)}`),
  ];
  const warnings = judged.flatMap((one) => one.warnings);
  const all = { ...evidence, kids: kids.map((kid) => kid.slice(0, 100)), problems, warnings };
  if (problems.length > 0) {
    const leak = problems.some((problem) => problem.includes('private members'));
    const cure = leak ? 'treat the key as leaked: rotate it, and publish only public members' : hint;
    return { verdict: 'fail', message: problems.join('; '), evidence: all, hint: cure };
  }
  if (warnings.length === judged.length && judged.every((one) => one.warnings.some(isUseless))) {
    const message = `no key is of a type that verifiers know: ${warnings.join('; ')}`;
    return { verdict: 'fail', message, evidence: all, hint };
  }
  return warnings.length > 0
    ? {
        verdict: 'warn',
        message: warnings.join('; '),
        evidence: all,
        hint: "publish RSA, EC or OKP keys with an 'alg'",
      }
    : { verdict: 'pass', message: `${keys.length} usable public key(s)`, evidence: all };
}

function isUseless(warning: string): boolean {
  return warning.endsWith('which verifiers ignore');
}
