/** Sources that answer as they are told, on a clock that a test moves. */
import type { StageContext } from '@paintbox/deploy-core';
import type { MetricSource } from '../../src/metrics/metric-source.ts';
import type { Target } from '../../src/suite/probe.ts';
import { contextFor, fastClock } from '../rig.ts';

const URL = 'http://127.0.0.1:9';
/** When the release began to serve; the run began a minute earlier. */
export const SINCE_MS = Date.parse('2026-01-01T12:00:00Z');
export const STARTED_MS: number = SINCE_MS - 60_000;

/** A source with one value for each step, by the end of the step. Undefined leaves the step out. */
export function sourceOf(value: (atMs: number) => number | undefined): MetricSource {
  return ({ fromMs, toMs, stepMs }) => {
    const points: { atMs: number; value: number }[] = [];
    for (let atMs = fromMs + stepMs; atMs <= toMs; atMs += stepMs) {
      const here = value(atMs);
      if (here !== undefined) points.push({ atMs, value: here });
    }
    return Promise.resolve(points);
  };
}

/** One value before the release, another since. */
export function stepAt(before: (atMs: number) => number | undefined, after: typeof before): MetricSource {
  return sourceOf((atMs) => (atMs <= SINCE_MS ? before(atMs) : after(atMs)));
}

/** A context at this time; a sleep moves it on. */
export function contextAt(nowMs: number, more: Partial<StageContext> = {}): StageContext {
  const clock = fastClock();
  const aheadMs = nowMs - clock.now();
  return contextFor(URL, { ...clock, now: () => clock.now() + aheadMs }, more);
}

/** The release under proof, looked at in this way. */
export function served(looks: 'once' | 'again' | 'last'): Target {
  return {
    url: URL,
    expectedBuild: 'b2',
    publishedKeys: undefined,
    serving: { sinceMs: SINCE_MS, untilMs: STARTED_MS, looks },
  };
}

/** An app where nothing was just released. */
export const UNRELEASED: Target = { url: URL, expectedBuild: undefined, publishedKeys: undefined };
