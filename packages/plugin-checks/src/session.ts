/** One series of checks within a stage: leaves out what is to be skipped, and puts every result on the record. */
import type { CheckResult, StageContext } from '@paintbox/deploy-core';
import type { CheckGroup, CheckId } from './check-ids.ts';
import { createHttp } from './http.ts';
import type { Check, Target, Tools } from './probe.ts';
import { result } from './result.ts';
import type { Settings } from './suite-options.ts';
import { Witness } from './witness.ts';

/** What a stage looks at its app with. */
export interface Session {
  readonly tools: Tools;
  /** Every result so far. */
  readonly results: readonly CheckResult[];
  /** Runs the check behind some ids, unless they are to be skipped. */
  run(group: CheckGroup, ids: readonly CheckId[], check: Check): Promise<readonly CheckResult[]>;
  /** Records ids as not run, with the reason. */
  leaveOut(ids: readonly CheckId[], reason: string): readonly CheckResult[];
}

/** What a session needs of a stage's context. */
export type SessionContext = Pick<StageContext, 'clock' | 'signal' | 'check' | 'progress'>;

const BY_OPTION = 'left out by the options of the checks';

/** Starts the series; the time for retries runs from here. */
export function startSession(ctx: SessionContext, settings: Settings, target: Target): Session {
  const { clock, signal } = ctx;
  let strangersUntilMs: number | undefined;
  const tools: Tools = {
    http: createHttp({ signal, timeoutMs: settings.requestTimeoutMs }),
    clock,
    signal,
    settings,
    witness: new Witness(settings.identity.header, target.expectedBuild ?? undefined),
    retryUntilMs: clock.now() + settings.retryMs,
    strangersUntilMs: () => (strangersUntilMs ??= clock.now() + settings.identity.propagationMs),
    note: (message) => ctx.progress(message),
  };
  const results: CheckResult[] = [];
  const record = (found: readonly CheckResult[]): readonly CheckResult[] => {
    for (const one of found) {
      results.push(one);
      ctx.check(one);
      ctx.progress(`${one.id} ${one.verdict}: ${one.message}`);
    }
    return found;
  };
  const skipped = (ids: readonly CheckId[], message: string): readonly CheckResult[] =>
    ids.map((id) => result(id, target.url, { verdict: 'skip', message }));
  const isLeftOut = (id: string): boolean => [...settings.skip].some((name) => name === id);
  return {
    tools,
    results,
    leaveOut: (ids, reason) => record(skipped(ids, reason)),
    async run(group, ids, check) {
      if (settings.skip.has(group) || ids.every(isLeftOut)) return record(skipped(ids, BY_OPTION));
      const found = await check(target, tools);
      return record(
        found.flatMap((one) => (isLeftOut(one.id) ? skipped([one.id as CheckId], BY_OPTION) : [one])),
      );
    },
  };
}
