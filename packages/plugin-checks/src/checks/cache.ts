/** `identity.cache`: the app itself answers, and not a cache with an earlier build. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { Answer } from '../http/http.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Sighting } from '../suite/witness.ts';

/** Two answers are needed: a cache stores the first and serves the second. Other checks may have got the first. */
const TIMES = 2;

/** Requests the health document and the front page as any client does, without bypassing caches. */
export async function cache(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { health, home } = tools.settings.endpoints;
  // What said nothing before is not waited for again.
  const silent = [health, home].filter((path) => tools.pace.isSilent(target.url + path));
  const ask = async (path: string): Promise<readonly CachedPath[]> => {
    if (silent.includes(path)) return [];
    const seen: CachedPath[] = [];
    for (let time = Math.min(1, tools.pace.of(target.url + path).length); time < TIMES; time += 1) {
      const answer = await tools.http(target.url + path);
      seen.push({ path, answer, by: tools.witness.see(answer, path === health), kept: keptBy(answer) });
    }
    return seen;
  };
  const seen = (await Promise.all([ask(health), ask(home)])).flat();
  return [result('identity.cache', target.url, judge(seen, health, silent))];
}

interface CachedPath {
  readonly path: string;
  readonly answer: Answer;
  readonly by: Sighting;
  /** The header that shows that a cache answered. */
  readonly kept: string | undefined;
}

function judge(seen: readonly CachedPath[], health: string, unasked: readonly string[]): Finding {
  const evidence = {
    asked: seen.length,
    fromCache: seen.flatMap(({ path, kept }) => (kept === undefined ? [] : [`${path}: ${kept}`])),
  };
  const old = seen.find(({ kept, by }) => kept !== undefined && by.stranger !== undefined);
  if (old !== undefined) {
    const message = `a cache answers ${old.path} (${old.kept ?? ''}): ${old.by.stranger ?? ''}`;
    const hint = 'empty the cache in front, and let it forget with each release';
    return { verdict: 'fail', message, evidence, hint, by: old.by };
  }
  const healthFromCache = seen.find(({ path, kept }) => path === health && kept !== undefined);
  if (healthFromCache !== undefined) {
    return {
      verdict: 'warn',
      message: `the health document comes from a cache (${healthFromCache.kept ?? ''}): it says nothing about now`,
      evidence,
      hint: 'send Cache-Control: no-store with the health document',
    };
  }
  const failed = seen.flatMap(({ path, answer }) => (answer.error === undefined ? [] : [path]));
  const silent = [...new Set([...unasked, ...failed])];
  return silent.length > 0
    ? { verdict: 'inconclusive', message: `no answer to look at from ${silent.join(', ')}`, evidence }
    : { verdict: 'pass', message: `no cache answered in place of the app`, evidence };
}

/** RFC 9111 §5.1 `Age`, RFC 9211 `Cache-Status`, and what the large caches send. */
function keptBy({ headers }: Answer): string | undefined {
  // Of several values the first counts (RFC 9111 §5.1).
  if (Number.parseInt(headers['age'] ?? '0', 10) > 0) return `age: ${headers['age'] ?? ''}`;
  const name = ['cache-status', 'x-cache', 'x-cache-status', 'cf-cache-status', 'x-proxy-cache'].find((one) =>
    /\bhit\b/i.test(headers[one] ?? ''),
  );
  return name === undefined ? undefined : `${name}: ${(headers[name] ?? '').slice(0, 80)}`;
}
