/** One series of checks within a stage: leaves out skipped checks, ends at the time limit, and records every result. */
import type { CheckResult, StageContext } from '@paintbox/deploy-core';
import { isNamed } from './check-ids.ts';
import type { CheckId } from './check-ids.ts';
import type { CustomCheck } from './custom-check.ts';
import { createHttp } from '../http/http.ts';
import { Pace } from './pace.ts';
import type { Check, Target, Tools } from './probe.ts';
import { plainResult, result } from './result.ts';
import { propagationMsOf } from './resolve-options.ts';
import type { Settings } from './resolve-options.ts';
import { Witness } from './witness.ts';

/** The inputs of a series. */
export interface CheckSession {
  readonly tools: Tools;
  /** Every result so far. */
  readonly results: readonly CheckResult[];
  /** Runs the check behind some ids, unless they are to be skipped. */
  run(ids: readonly CheckId[], check: Check): Promise<readonly CheckResult[]>;
  /** Runs a check that the config added. */
  runCustom(check: CustomCheck): Promise<readonly CheckResult[]>;
  /** Records ids as not run, with the reason. */
  leaveOut(ids: readonly CheckId[], reason: string): readonly CheckResult[];
}

const BY_OPTION = 'left out by the options of the checks';

/**
 * Starts the series, and the time limits for retries and for the whole series.
 *
 * @param subject what the results name as their target, instead of the address that was asked
 */
export function startSession(
  ctx: StageContext,
  settings: Settings,
  target: Target,
  subject?: string,
): CheckSession {
  const deadline = AbortSignal.timeout(settings.limits.deadlineMs);
  const signal = AbortSignal.any([ctx.signal, deadline]);
  const tools = toolsOf({ ...ctx, signal }, settings, target);
  const results: CheckResult[] = [];
  const named = (names: ReadonlySet<string>, id: string): boolean =>
    [...names].some((name) => isNamed(id, name));
  const record = (found: readonly CheckResult[], isShadow = false): readonly CheckResult[] => {
    const weighed = found.map((one) => ({
      ...one,
      ...(subject === undefined ? {} : { target: subject }),
      ...(isShadow || named(settings.shadow, one.id) ? { critical: false, shadow: true as const } : {}),
    }));
    for (const one of weighed) {
      results.push(one);
      ctx.check(one);
      ctx.progress(`${one.id} ${one.verdict}: ${one.message}`);
    }
    return weighed;
  };
  const skipped = (ids: readonly CheckId[], message: string): readonly CheckResult[] =>
    ids.map((id) => result(id, target.url, { verdict: 'skip', message }));
  const overdue = `not finished: the checks may take ${settings.limits.deadlineMs / 1000} s together`;
  /** The result of `look`, or of `late` when the time limit came first. */
  const inTime = async (
    look: () => Promise<readonly CheckResult[]>,
    late: (finding: { readonly verdict: 'inconclusive'; readonly message: string }) => readonly CheckResult[],
  ): Promise<readonly CheckResult[]> => {
    try {
      return await look();
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (!deadline.aborted) throw error;
      return late({ verdict: 'inconclusive', message: overdue });
    }
  };
  return {
    tools,
    results,
    leaveOut: (ids, reason) => record(skipped(ids, reason)),
    async run(ids, check) {
      const isLeftOut = (id: string): boolean => named(settings.skip, id);
      if (ids.every(isLeftOut)) return record(skipped(ids, BY_OPTION));
      const found = await inTime(
        () => check(target, tools),
        (finding) => ids.map((id) => result(id, target.url, finding)),
      );
      return record(
        found.flatMap((one) => (isLeftOut(one.id) ? skipped([one.id as CheckId], BY_OPTION) : [one])),
      );
    },
    async runCustom(check) {
      const made = (finding: Parameters<typeof plainResult>[2]): readonly CheckResult[] => [
        plainResult(check, target.url, finding),
      ];
      if (named(settings.skip, check.id)) return record(made({ verdict: 'skip', message: BY_OPTION }));
      const found = await inTime(async () => made(await check.run(target, tools.ctx)), made);
      return record(found, check.shadow);
    },
  };
}

function toolsOf(ctx: StageContext, settings: Settings, target: Target): Tools {
  const { clock, signal } = ctx;
  let strangersUntilMs: number | undefined;
  const pace = new Pace();
  const { requestTimeoutMs: timeoutMs, limits } = settings;
  return {
    ctx,
    http: pace.timed(createHttp({ signal, timeoutMs, perHost: limits.perHost })),
    pace,
    clock,
    signal,
    settings,
    witness: new Witness(settings.identity.header, target.expectedBuild ?? undefined),
    retryUntilMs: clock.now() + settings.retryMs,
    strangersUntilMs: () =>
      (strangersUntilMs ??= clock.now() + propagationMsOf(settings, ctx.run.environment)),
    note: (message) => ctx.progress(message),
  };
}
