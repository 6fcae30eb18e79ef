/** `load`: the front page stands a small load. */
import { timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { MeasuredPercentile } from '@paintbox/deploy-core/release';
import { burst } from '../http/burst.ts';
import type { BurstCounts, BurstOptions } from '../http/burst.ts';
import { follow } from '../http/follow.ts';
import { gentleBurst } from '../http/gentle-burst.ts';
import { isOwnHost, notOwn } from '../suite/own-host.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Settings } from '../suite/resolve-options.ts';
import type { Sighting } from '../suite/witness.ts';

/** Sends a burst of requests to the front page. */
export async function load(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { settings, signal, witness, ctx } = tools;
  const { requests, connections, perSecond, limitMs } = settings.load;
  if (!isOwnHost(target.url, { app: ctx.run.app, hosts: settings.hosts })) {
    return [
      result('load', target.url, { verdict: 'skip', ...notOwn(target.url, 'it is not put under load') }),
    ];
  }
  const page = await follow(tools.http, target.url + settings.endpoints.home);
  let by: Sighting = witness.see(page.answer);
  const options: BurstOptions = {
    url: page.answer.url,
    requests,
    connections,
    perSecond,
    limitMs,
    answerLimitMs: settings.requestTimeoutMs,
    signal,
    onAnswer: (status, headers) => {
      const sighting = witness.see({ status, headers, body: '' });
      if (by.stranger === undefined) by = sighting;
    },
  };
  const first = await burst(options);
  const lost = first.closes && first.good + first.non2xx + first.errors < first.requests;
  const counts = lost ? await gentleBurst(tools.http, options) : first;
  const judged = result('load', page.answer.url, { ...judge(counts, settings), by });
  // Too many failed requests are critical. A burst that could not be measured is only reported.
  return [{ ...judged, critical: judged.verdict === 'fail' }];
}

function judge(counts: BurstCounts, { load, thresholds }: Settings): Finding {
  const { connections } = load;
  const { requests, good, non2xx, errors, timeouts, durationMs, cutOff, latencyMs } = counts;
  const needed = Math.ceil(requests * thresholds.loadGoodShare);
  const perSecond = Math.round(((good + non2xx) / Math.max(durationMs, 1)) * 10_000) / 10;
  const evidence = {
    requests,
    connections,
    wantedPerSecond: load.perSecond,
    good,
    non2xx,
    errors,
    timeouts,
    durationMs,
    cutOff,
    perSecond,
    maxMs: latencyMs.max,
    ...timesEvidence({ samplesMs: [], percentiles: percentilesOf(latencyMs) }),
  };
  const seen = `${good} of ${requests} requests got a good answer (${non2xx} bad, ${errors} errors, ${timeouts} of them time-outs)`;
  if (good + non2xx === 0) {
    const message = `none of ${requests} requests was answered: nothing was measured`;
    return { verdict: 'inconclusive', message, evidence, hint: 'look at the other checks first' };
  }
  if (good < needed) {
    const hint = 'look at the logs of the machines for the time of the burst, and at their limits';
    return { verdict: 'fail', message: `${seen}; ${needed} are needed`, evidence, hint };
  }
  return perSecond < thresholds.loadPerSecond
    ? {
        verdict: 'warn',
        message: `${perSecond} answers per second, fewer than ${thresholds.loadPerSecond}`,
        evidence,
        hint: 'compare with the release before; more or larger machines may be needed',
      }
    : {
        verdict: 'pass',
        message: `${seen}, ${perSecond} per second, p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms`,
        evidence,
      };
}

function percentilesOf({ p50, p90, p99 }: BurstCounts['latencyMs']): readonly MeasuredPercentile[] {
  return Object.entries({ p50, p90, p99 }).map(([name, ms]) => ({ name, ms }));
}
