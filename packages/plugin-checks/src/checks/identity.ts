/** `identity.*`: every answer comes from the released build. */
import { propagationMsOf } from '../suite/resolve-options.ts';
import { randomUUID } from 'node:crypto';
import type { CheckResult } from '@paintbox/deploy-core';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { shown } from '../suite/witness.ts';
import type { Sighting, AnswerTally } from '../suite/witness.ts';

/** After an answer of another build, this many times more answers in a row are needed, because a short streak may be luck. */
const DOUBT_FACTOR = 4;
const WAIT_MS = 500;
/** So many are asked at the same time while all is well. */
const AT_ONCE = 5;

/** `identity.build`: asks, bypassing caches, until enough answers in a row came from the expected build. */
export async function identityBuild(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const url = target.url + tools.settings.endpoints.health;
  return [result('identity.build', url, await judgeBuild(target, tools))];
}

/**
 * `identity.steady`: no answer since the build was proven came from another one.
 * After such an answer the build must be proven again, with a longer streak.
 *
 * @param before the counts at the moment the build was proven
 */
export async function identitySteady(
  target: Target,
  tools: Tools,
  before: AnswerTally,
): Promise<readonly CheckResult[]> {
  return [result('identity.steady', target.url, await judgeSteady(target, tools, before))];
}

async function judgeBuild(target: Target, tools: Tools): Promise<Finding> {
  const expected = target.expectedBuild;
  if (expected === undefined) return { verdict: 'skip', message: 'no particular build is expected' };
  if (expected === null) {
    return {
      verdict: 'inconclusive',
      message: 'the release has no build id, so nothing can tell its answers from those of another build',
      hint: 'release with a PAINTBOX_BUILD_ID; releases of other tools have none',
    };
  }
  const { answers } = tools.settings.identity;
  const streak = await findStreak(target, tools, expected, answers, tools.strangersUntilMs());
  const evidence = { expected, ...streak, last: streak.last?.version ?? null };
  const by = streak.last;
  if (streak.longest >= streak.needed) {
    return {
      verdict: 'pass',
      message: `${streak.longest === 1 ? '1 answer' : `${streak.longest} answers in a row`} came from build ${expected}`,
      evidence,
      by,
    };
  }
  const names = Object.keys(streak.others);
  if (names.length > 0) {
    return {
      verdict: 'fail',
      message: `build ${names.map(shown).join(', ')} still answers instead of ${expected}: at most ${streak.longest} of ${streak.needed} answers in a row were right`,
      evidence,
      hint: 'look which machines still run the other build, and whether a cache in front answers for it',
      by,
    };
  }
  return {
    verdict: 'inconclusive',
    message:
      streak.right === 0
        ? `no answer says which build gave it: neither the header ${tools.settings.identity.header} nor 'build' in the health document`
        : `only ${streak.longest} answers in a row came from build ${expected}, ${streak.needed} are needed; the others did not say where they came from`,
    evidence,
    hint: `answer every request with the header ${tools.settings.identity.header}: $PAINTBOX_BUILD_ID`,
    by,
  };
}

async function judgeSteady(target: Target, tools: Tools, before: AnswerTally): Promise<Finding> {
  const expected = target.expectedBuild;
  if (expected === undefined || expected === null) {
    return { verdict: 'skip', message: 'no particular build is expected' };
  }
  const now = tools.witness.tally();
  const right = now.expected - before.expected;
  const others = since(before.strangers, now.strangers);
  const names = Object.keys(others);
  const evidence = { expected, right, others };
  if (names.length === 0) {
    return right === 0
      ? { verdict: 'skip', message: 'no later answer said which build gave it', evidence }
      : { verdict: 'pass', message: `all ${right} later answers came from build ${expected}`, evidence };
  }
  const total = names.reduce((sum, name) => sum + (others[name] ?? 0), 0);
  const needed = tools.settings.identity.answers * DOUBT_FACTOR;
  const untilMs = tools.clock.now() + propagationMsOf(tools.settings, tools.ctx.run.environment);
  const streak = await findStreak(target, tools, expected, needed, untilMs);
  const seen = `${total} of ${total + right} later answers came from another build (${names.map(shown).join(', ')})`;
  const hint = 'look which machines still run the other build, and whether a cache in front answers for it';
  const all = { ...evidence, streak: { ...streak, last: streak.last?.version ?? null } };
  return streak.longest >= streak.needed
    ? { verdict: 'warn', message: `${seen}; the last ${streak.longest} were right`, evidence: all, hint }
    : { verdict: 'fail', message: `${seen}, and it goes on`, evidence: all, hint };
}

interface Streak {
  readonly asked: number;
  readonly right: number;
  readonly longest: number;
  readonly needed: number;
  /** Answers of other builds, by name. */
  readonly others: Readonly<Record<string, number>>;
  readonly last: Sighting | undefined;
}

/** Asks until `wanted` answers in a row were right, or the time limit is reached. */
async function findStreak(
  target: Target,
  tools: Tools,
  expected: string,
  wanted: number,
  untilMs: number,
): Promise<Streak> {
  const { clock, settings, signal, witness } = tools;
  const others: Record<string, number> = {};
  let [asked, right, streak, longest, needed] = [0, 0, 0, 0, wanted];
  let last: Sighting | undefined;
  const doubted = Math.max(wanted, settings.identity.answers * DOUBT_FACTOR);
  const ask = (): Promise<Answer> =>
    tools.http(`${target.url}${settings.endpoints.health}?paintbox=${randomUUID()}`, {
      'cache-control': 'no-cache',
      pragma: 'no-cache',
    });
  for (let width = AT_ONCE; ;) {
    const answers = await Promise.all(Array.from({ length: Math.min(width, needed - streak) }, ask));
    const rightBefore = right;
    for (const answer of answers) {
      last = witness.see(answer, true);
      asked += 1;
      const isRight = last.version === expected;
      right += isRight ? 1 : 0;
      streak = isRight ? streak + 1 : 0;
      longest = Math.max(longest, streak);
      if (last.stranger !== undefined) {
        const name = last.version ?? 'none';
        others[name] = (others[name] ?? 0) + 1;
      }
      if (!isRight && isGood(answer)) needed = doubted;
    }
    // Another check may have met the other build meanwhile.
    if (Object.keys(witness.tally().strangers).length > 0) needed = doubted;
    // The longest streak may be from before the wrong answer, so the current one decides.
    if (streak >= needed) return { asked, right, longest: streak, needed, others, last };
    // A slow app with right answers may finish its streak: only a wrong answer ends the wait.
    width = streak > 0 ? AT_ONCE : 1;
    if (right - rightBefore === answers.length) continue;
    const leftMs = untilMs - clock.now();
    if (leftMs <= 0) return { asked, right, longest: Math.min(longest, needed - 1), needed, others, last };
    tools.note(`waiting for build ${expected}: ${last?.stranger ?? 'the answer does not say its build'}`);
    await clock.sleep(Math.min(WAIT_MS, leftMs), signal);
  }
}

function since(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const grown = Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}
