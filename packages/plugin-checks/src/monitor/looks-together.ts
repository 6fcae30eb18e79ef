/** The checks that a watch makes of its looks together: `watch.errors` and `watch.latency`. They are read from the latency checks of each look. */
import { counted } from '@paintbox/deploy-core/run';
import { verdictOf, timesOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import type { Baseline } from '../suite/baseline-artifact.ts';
import { isNamed } from '../suite/check-ids.ts';
import type { Settings } from '../suite/resolve-options.ts';
import { settledEvidence } from '../suite/settled.ts';
import { median } from '../statistics/percentiles.ts';
import type { Tried } from '../statistics/share-test.ts';
import { judgeErrors, judgeSlowness, total } from './own-looks.ts';

/** Gathers the looks of one watch. */
export class LooksTogether {
  readonly #settings: Settings;
  readonly #url: string;
  readonly #beforeMs: number | undefined;
  /** Failed and all requests of each look, by endpoint. */
  readonly #asked = new Map<string, Tried[]>();
  readonly #typicalMs: number[] = [];

  constructor(settings: Settings, url: string, baseline: Baseline | undefined) {
    const before = baseline?.samplesMs[settings.compare.path] ?? [];
    this.#settings = settings;
    this.#url = url;
    this.#beforeMs = before.length === 0 ? undefined : median(before);
  }

  /** The report of a look, with what all looks so far say. */
  add(report: CheckReport, isLast: boolean): CheckReport {
    for (const check of report.checks) this.#read(check);
    const added = [this.#errors(isLast), this.#latency(isLast)].flatMap((check) => this.#weighed(check));
    const checks = [...report.checks, ...added];
    return { checks, verdict: verdictOf(checks) };
  }

  #read(check: CheckResult): void {
    if (!isNamed(check.id, 'latency')) return;
    const { asked, good } = check.evidence;
    if (typeof asked !== 'number' || typeof good !== 'number') return;
    const tried = { hits: asked - good, tries: asked };
    this.#asked.set(check.id, [...(this.#asked.get(check.id) ?? []), tried]);
    if (check.id !== this.#comparedId() || good === 0) return;
    const times = timesOf(check)?.samplesMs ?? [];
    if (times.length > 0) this.#typicalMs.push(median(times));
  }

  /** The latency check that asks what was measured before the release. */
  #comparedId(): string | undefined {
    const { endpoints, compare } = this.#settings;
    const names = ['health', 'home', 'jwks'] as const;
    const name = names.find((one) => endpoints[one] === compare.path);
    return name && `latency.${name}`;
  }

  #errors(isLast: boolean): CheckResult | undefined {
    // An endpoint that never answers well has checks of its own.
    const lists = [...this.#asked.values()].filter((list) => list.some(({ hits, tries }) => hits < tries));
    if (lists.length === 0) return undefined;
    const looks = Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, at) =>
      total(lists.flatMap((list) => list[at] ?? [])),
    );
    const { hits, tries } = total(looks);
    const seen = `${hits} of ${tries} requests of ${counted(looks.length, 'look')} failed`;
    const answer = judgeErrors(looks);
    const evidence = { failed: hits, asked: tries, looks: looks.length };
    if (answer === 'too high') return this.#made('watch.errors', 'fail', `${seen}: too many`, evidence);
    // Of a short watch without a failure there is nothing to say.
    if (!isLast || (answer === 'open' && hits === 0)) return undefined;
    return answer === 'open'
      ? this.#made('watch.errors', 'warn', `${seen}, which may be chance`, evidence)
      : this.#made('watch.errors', 'pass', seen, evidence);
  }

  #latency(isLast: boolean): CheckResult | undefined {
    if (this.#beforeMs === undefined || this.#typicalMs.length < 2) return undefined;
    const { tolerance } = this.#settings.compare;
    const { isSlower, ratio, evidence } = judgeSlowness(this.#beforeMs, this.#typicalMs, tolerance);
    const seen = `${ratio.toFixed(2)}× the time of before, over ${this.#typicalMs.length} looks`;
    if (isSlower) return this.#made('watch.latency', 'fail', `certainly slower: ${seen}`, evidence);
    return isLast ? this.#made('watch.latency', 'pass', seen, evidence) : undefined;
  }

  #made(id: string, verdict: CheckResult['verdict'], message: string, evidence: object): CheckResult {
    const hint = 'look at the logs of the machines since the release; the looks before are in the report';
    return {
      id,
      target: this.#url,
      critical: true,
      verdict,
      message,
      evidence: { ...evidence, ...settledEvidence },
      ...(verdict === 'pass' ? {} : { hint }),
    };
  }

  #weighed(check: CheckResult | undefined): readonly CheckResult[] {
    const { skip, shadow } = this.#settings;
    const isIn = (names: ReadonlySet<string>, id: string): boolean =>
      [...names].some((name) => isNamed(id, name));
    if (check === undefined || isIn(skip, check.id)) return [];
    return [isIn(shadow, check.id) ? { ...check, critical: false, shadow: true } : check];
  }
}
