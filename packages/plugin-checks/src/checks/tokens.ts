/** `jwks.accepted` and `jwks.refused`: a protected route accepts a token of the active key, and refuses all others. */
import { isDeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import type { SignedToken } from '@paintbox/deploy-core/release';
import { forge } from '../key-set/forgeries.ts';
import type { Forgery } from '../key-set/forgeries.ts';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { isLoopback } from '../http/loopback.ts';
import { isOwnHost, notOwn } from '../suite/own-host.ts';
import { isObject, parseObject } from '../http/parse-object.ts';
import type { JsonObject } from '../http/parse-object.ts';
import { visit } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { evidenceOf, result, unanswered } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Settings } from '../suite/resolve-options.ts';

const HOUR_S = 3600;

/** Makes tokens that are valid for a minute, and forged ones. */
export async function tokens(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { settings, ctx } = tools;
  const both = (finding: Finding): readonly CheckResult[] => [
    result('jwks.accepted', target.url, finding),
    result('jwks.refused', target.url, finding),
  ];
  const options = settings.tokens;
  if (options === undefined) return both({ verdict: 'skip', message: 'nobody signs tokens here' });
  const { hostname, protocol } = new URL(target.url);
  if (!isOwnHost(target.url, { app: ctx.run.app, hosts: settings.hosts })) {
    return both({ verdict: 'skip', ...notOwn(target.url, 'no token is sent to it') });
  }
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    return both({ verdict: 'skip', message: 'no token is sent without https' });
  }
  const claims = claimsOf(options, tools);
  const good = await signed(tools, options, 'active', claims);
  if (!('token' in good)) return both(unsigned(good, target));
  const served = await servedKeys(target, tools);
  if (target.publishedKeys === undefined && !served.has(good.kid)) {
    const message = `this site serves another key set: ours signs with ${good.kid}`;
    return both({ verdict: 'skip', message });
  }
  const url = target.url + options.path;
  const accepted = await judgeAccepted(url, tools, good);
  if (accepted.verdict !== 'pass') {
    const message = 'a route that refuses good tokens proves nothing by refusing others';
    const rest: Finding = { verdict: 'inconclusive', message, by: accepted.by };
    return [result('jwks.accepted', url, accepted), result('jwks.refused', url, rest)];
  }
  const forgeries = [
    ...(await forge({ good, claims, served: served.get(good.kid) })),
    ...(await wrongTimes(tools, options, claims)),
    ...(await retired(tools, options, claims, served)),
  ];
  return [
    result('jwks.accepted', url, accepted),
    result('jwks.refused', url, await judgeRefused(url, tools, forgeries)),
  ];
}

type Options = NonNullable<Settings['tokens']>;

function claimsOf(options: Options, { ctx, clock }: Tools): JsonObject {
  const now = Math.floor(clock.now() / 1000);
  const lifetime = Math.ceil(options.lifetimeMs / 1000);
  return { jti: ctx.random.uuid(), ...options.claims, iat: now, exp: now + lifetime };
}

/** The token, or the reason why there is none. */
async function signed(
  { ctx }: Tools,
  { signer }: Options,
  key: 'active' | 'retired',
  claims: JsonObject,
): Promise<SignedToken | { readonly reason: string; readonly hint?: string | undefined }> {
  try {
    return (await signer.sign({ key, claims }, ctx)) ?? { reason: `there is no ${key} key` };
  } catch (error) {
    if (!isDeployError(error)) throw error;
    return { reason: error.message, hint: error.hint ?? undefined };
  }
}

/** A run without published keys need not have access to the signing keys. It skips the check. */
function unsigned(
  { reason, hint }: { readonly reason: string; readonly hint?: string | undefined },
  target: Target,
): Finding {
  const verdict = target.publishedKeys === undefined ? 'skip' : 'inconclusive';
  return { verdict, message: `no token could be signed: ${reason}`, hint };
}

async function servedKeys(target: Target, tools: Tools): Promise<ReadonlyMap<string, JsonObject>> {
  const answer = await tools.http(target.url + tools.settings.endpoints.jwks);
  const keys = parseObject(answer.body)?.['keys'];
  const entries = (Array.isArray(keys) ? keys : []).filter(isObject);
  return new Map(entries.map((entry) => [String(entry['kid']), entry]));
}

async function judgeAccepted(url: string, tools: Tools, good: SignedToken): Promise<Finding> {
  const { answer, by, tries } = await visit(
    tools,
    () => ask(url, tools, good.token.reveal()),
    (value) => value,
  );
  const evidence = { ...evidenceOf(answer), tries, kid: good.kid, alg: good.alg };
  const missing = unanswered(answer);
  if (missing !== undefined) return { ...missing, by };
  if (isGood(answer)) {
    return { verdict: 'pass', message: `a token of key ${good.kid} is let in`, evidence, by };
  }
  return {
    verdict: 'fail',
    message: `a token of key ${good.kid}, which signs now, is answered with status ${answer.status}`,
    evidence,
    hint:
      answer.status === 404
        ? 'set tokens.path to a route that needs a token'
        : 'the verifier has other keys, or asks for claims that tokens.claims does not give',
    by,
  };
}

/** Signed with the right key, but not valid now (RFC 7519 §4.1.4 and §4.1.5). */
async function wrongTimes(tools: Tools, options: Options, claims: JsonObject): Promise<readonly Forgery[]> {
  const now = Math.floor(tools.clock.now() / 1000);
  const expired = { ...claims, iat: now - 2 * HOUR_S, exp: now - HOUR_S };
  const early = { ...claims, nbf: now + HOUR_S, exp: now + 2 * HOUR_S };
  const made = await Promise.all([expired, early].map((one) => signed(tools, options, 'active', one)));
  return ['an end in the past', 'a begin in the future'].flatMap((name, index) => {
    const token = made[index];
    return token !== undefined && 'token' in token ? [{ name, token: token.token.reveal() }] : [];
  });
}

/** Only a token of a key that is no longer served must be refused. */
async function retired(
  tools: Tools,
  options: Options,
  claims: JsonObject,
  served: ReadonlyMap<string, JsonObject>,
): Promise<readonly Forgery[]> {
  const token = await signed(tools, options, 'retired', claims);
  return 'token' in token && !served.has(token.kid)
    ? [{ name: `the retired key ${token.kid}`, token: token.token.reveal() }]
    : [];
}

async function judgeRefused(url: string, tools: Tools, forgeries: readonly Forgery[]): Promise<Finding> {
  const seen = await Promise.all(
    forgeries.map(async ({ name, token }) => ({ name, answer: await ask(url, tools, token) })),
  );
  const by = seen[0] === undefined ? undefined : tools.witness.see(seen[0].answer);
  const evidence = { statuses: Object.fromEntries(seen.map(({ name, answer }) => [name, answer.status])) };
  if (seen.length === 0) {
    return { verdict: 'inconclusive', message: 'no forged token could be made', evidence };
  }
  const letIn = seen.filter(({ answer }) => isGood(answer) || answer.redirectedTo !== undefined);
  if (letIn.length > 0) {
    const message = `let in with ${letIn.map(({ name }) => name).join('; with ')}`;
    const hint = 'verify signature, algorithm, kid and times of every token, against the served keys only';
    return { verdict: 'fail', message, evidence, hint, by };
  }
  const refused = seen.filter(({ answer }) => [400, 401, 403].includes(answer.status));
  if (refused.length === seen.length) {
    return { verdict: 'pass', message: `all ${seen.length} forged tokens are kept out`, evidence, by };
  }
  const others = seen.filter((one) => !refused.includes(one));
  const names = others.map(
    ({ name, answer }) => `${name}: ${answer.error?.message ?? `status ${answer.status}`}`,
  );
  const broke = others.some(({ answer }) => answer.error === undefined);
  const message = `no clear refusal for ${names.join('; ')}`;
  const hint = 'answer 401 to every token that is not good, whatever is wrong with it';
  return { verdict: broke ? 'warn' : 'inconclusive', message, evidence, hint, by };
}

function ask(url: string, tools: Tools, token: string | undefined): Promise<Answer> {
  return tools.http(url, token === undefined ? {} : { authorization: `Bearer ${token}` });
}
