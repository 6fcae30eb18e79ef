/** `load`: the front page stands a small load. */
import { timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import { proxyFor } from '@paintbox/deploy-core/proxy';
import type { MeasuredPercentile } from '@paintbox/deploy-core/release';
import { burst } from '../http/burst.ts';
import { kindOf } from '../http/error-kind.ts';
import type { BurstCounts, BurstPlan, Certain } from '../http/burst-plan.ts';
import { isOwnHost, notOwn } from '../suite/own-host.ts';
import { pageUrl } from '../suite/page-url.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Settings } from '../suite/resolve-options.ts';
import type { Sighting } from '../suite/witness.ts';

/** Sends a burst of requests to the front page. */
export async function load(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { settings, signal, ctx } = tools;
  if (!isOwnHost(target.url, { app: ctx.run.app, hosts: settings.hosts })) {
    return [
      result('load', target.url, { verdict: 'skip', ...notOwn(target.url, 'it is not put under load') }),
    ];
  }
  if (proxyFor(target.url, ctx.env) !== undefined) {
    const message = 'the app is reached through a proxy, which a load would measure in its place';
    const hint = 'run this where the app is reached straight, or add its host to NO_PROXY';
    return [result('load', target.url, { verdict: 'skip', message, hint })];
  }
  const url = await pageUrl(target, tools);
  const counts = await burst(planOf(url, settings), signal);
  if (counts instanceof Error) {
    const message = `the load tool failed, so nothing was measured: ${counts.message}`;
    const hint = 'ask the address with curl -v, and report what it sends: no answer should end the tool';
    return [result('load', url, { verdict: 'inconclusive', message, hint })];
  }
  const judged = result('load', url, { ...judge(counts, settings), by: seen(counts, tools) });
  // Too many failed requests are critical.
  return [{ ...judged, critical: judged.verdict === 'fail' }];
}

function planOf(url: string, { load, identity, thresholds, requestTimeoutMs }: Settings): BurstPlan {
  return {
    ...load,
    url,
    answerLimitMs: requestTimeoutMs,
    buildHeader: identity.header.toLowerCase(),
    goodShare: thresholds.loadGoodShare,
    leastPerSecond: thresholds.loadPerSecond,
  };
}

/** Counts every answer by its build; a stranger among them is told rather than the expected build. */
function seen({ answerers }: BurstCounts, { witness, settings }: Tools): Sighting | undefined {
  const sightings = answerers.map(({ status, build, machine, count }) => {
    const headers = {
      ...(build === null ? {} : { [settings.identity.header.toLowerCase()]: build }),
      ...(machine === null ? {} : { 'fly-machine-id': machine }),
    };
    return witness.see({ status, headers, body: '' }, false, count);
  });
  return sightings.find(({ stranger }) => stranger !== undefined) ?? sightings.at(-1);
}

function judge(counts: BurstCounts, { load, thresholds }: Settings): Finding {
  const { requests, good, non2xx, errors, timeouts, failures, unasked, durationMs } = counts;
  const { cutOff, certain, latencyMs } = counts;
  const needed = Math.ceil(requests * thresholds.loadGoodShare);
  const perSecond = Math.round(((good + non2xx) / Math.max(durationMs, 1)) * 10_000) / 10;
  const evidence = {
    requests,
    connections: load.connections,
    wantedPerSecond: load.perSecond,
    good,
    non2xx,
    errors,
    timeouts,
    failures,
    unasked,
    durationMs,
    cutOff,
    certain,
    perSecond,
    ...(latencyMs === null
      ? {}
      : {
          maxMs: latencyMs.max,
          ...timesEvidence({ samplesMs: [], percentiles: percentilesOf(latencyMs) }),
        }),
  };
  const what = `${good} of ${requests} requests got a good answer (${non2xx} bad, ${errors} errors, ${timeouts} of them time-outs)`;
  const early = certain === null ? '' : `; ${WHY[certain]}, so the rest was not sent`;
  const hint = 'look at the logs of the machines for the time of the burst, and at their limits';
  const codes = Object.keys(failures);
  if (latencyMs === null) {
    // These may be the fault of the network here.
    const ours = codes.length > 0 && codes.every((code) => ['dns', 'unreachable'].includes(kindOf(code)));
    const message = `none of ${good + non2xx + errors} requests was answered (${codes.join(', ') || 'no answer in time'})`;
    return ours
      ? { verdict: 'inconclusive', message, evidence, hint: 'check the network of this machine first' }
      : { verdict: 'fail', message, evidence, hint };
  }
  if (certain !== 'slow' && good < needed) {
    return { verdict: 'fail', message: `${what}; ${needed} are needed${early}`, evidence, hint };
  }
  const problems = [
    ...(perSecond < thresholds.loadPerSecond
      ? [`${perSecond} answers per second, fewer than ${thresholds.loadPerSecond}${early}`]
      : []),
    ...(unasked > 0
      ? [`${unasked} answers came that nobody asked for: clients close the connection (RFC 9112 §9.2)`]
      : []),
  ];
  return problems.length > 0
    ? {
        verdict: 'warn',
        message: problems.join('; '),
        evidence,
        hint:
          unasked > 0
            ? 'find out who answers twice, the app or a proxy: the next request may get an answer of another one'
            : 'compare with the release before; more or larger machines may be needed',
      }
    : {
        verdict: 'pass',
        message: `${what}, ${perSecond} per second, p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms`,
        evidence,
      };
}

const WHY: Readonly<Record<Certain, string>> = {
  bad: 'that many bad ones are certain to be too many',
  late: 'at this pace they cannot all be answered within the limit',
  slow: 'the others could not change that',
};

function percentilesOf({
  p50,
  p90,
  p99,
}: NonNullable<BurstCounts['latencyMs']>): readonly MeasuredPercentile[] {
  return Object.entries({ p50, p90, p99 }).map(([name, ms]) => ({ name, ms }));
}
