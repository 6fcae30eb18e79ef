/** Counts the answers of a burst, and says when more of them would change nothing. */
import { judgeShare } from '../statistics/share-test.ts';
import type { Answerer, BurstCounts, BurstPlan, Certain } from './burst-plan.ts';

/** Who answers is counted by name up to here; a server that calls itself something else each time is not worth more. */
const MOST_NAMES = 200;

/** The counts of one burst while it runs. */
export class BurstTally {
  readonly #plan: BurstPlan;
  readonly #startedAt: number;
  /** What the rate lets through within the limit. */
  readonly #due: number;
  readonly #needed: number;
  /** Answers that take longer than this cannot all come within the limit. */
  readonly #paceMs: number;
  readonly #answerers = new Map<string, { -readonly [K in keyof Answerer]: Answerer[K] }>();
  #last: { -readonly [K in keyof Answerer]: Answerer[K] } | undefined;
  readonly #failures: Record<string, number> = {};
  #good = 0;
  #non2xx = 0;
  #failed = 0;
  #late = 0;
  #unasked = 0;
  lastAnswerAt: number | undefined;
  /** True once a kept connection ended under a request. */
  isWary = false;

  constructor(plan: BurstPlan, startedAt: number) {
    this.#plan = plan;
    this.#startedAt = startedAt;
    this.#due = Math.min(plan.requests, Math.ceil((plan.perSecond * Math.max(plan.limitMs, 1_000)) / 1_000));
    this.#needed = Math.ceil(this.#due * plan.goodShare);
    this.#paceMs = (plan.limitMs * plan.connections) / Math.max(1, this.#needed);
  }

  /** Notes who gives an answer. */
  head(status: number, build: string | null, machine: string | null): void {
    const last = this.#last;
    if (last?.status === status && last.build === build && last.machine === machine) {
      last.count += 1;
      return;
    }
    const key = `${status} ${build} ${machine}`;
    const known = this.#answerers.get(key) ?? { status, build, machine, count: 0 };
    known.count += 1;
    this.#last = known;
    if (this.#answerers.size < MOST_NAMES) this.#answerers.set(key, known);
  }

  answered(status: number, durationMs: number): void {
    this.lastAnswerAt = performance.now();
    if (status >= 200 && status < 300) this.#good += 1;
    else this.#non2xx += 1;
    if (durationMs > this.#paceMs) this.#late += 1;
  }

  failed(code: string): void {
    this.#failed += 1;
    this.#failures[code] = (this.#failures[code] ?? 0) + 1;
  }

  unasked(): void {
    this.#unasked += 1;
  }

  /** Why the burst may end; undefined while more answers could change the result. */
  certain(now: number = performance.now()): Certain | undefined {
    const { connections, goodShare, requests, leastPerSecond } = this.#plan;
    const bad = this.#non2xx + this.#failed;
    const answers = this.#good + this.#non2xx;
    const isSlow = (now - this.#startedAt) * leastPerSecond > requests * 1_000;
    // The usual case, asked after every answer.
    if (bad === 0 && this.#late === 0 && !isSlow) return undefined;
    if (bad > this.#due - this.#needed) return 'bad';
    const accepted = 1 - goodShare;
    const badness =
      accepted === 0
        ? 'open'
        : judgeShare(
            { hits: bad, tries: answers + this.#failed },
            { accepted, refused: Math.max(0.5, (1 + accepted) / 2) },
          );
    if (badness === 'too high') return 'bad';
    // Half of the answers over the time that there is for each: then they cannot all be given. Two rounds, because a single stall holds up every connection.
    const lateness = judgeShare({ hits: this.#late, tries: answers }, { accepted: 0.5, refused: 0.95 });
    if (lateness === 'too high' && answers >= 2 * connections) return 'late';
    return isSlow && badness === 'low enough' && lateness === 'low enough' ? 'slow' : undefined;
  }

  counts(): Pick<BurstCounts, 'requests' | 'good' | 'non2xx' | 'failures' | 'unasked' | 'answerers'> {
    return {
      requests: this.#due,
      good: this.#good,
      non2xx: this.#non2xx,
      failures: this.#failures,
      unasked: this.#unasked,
      answerers: [...this.#answerers.values()],
    };
  }
}
