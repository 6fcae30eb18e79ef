/** Looks at an app again and again, tracks its health, and reports changes. */
import { counted } from '@paintbox/deploy-core/run';
import { healthEvidence, roundsEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult, StageContext } from '@paintbox/deploy-core';
import type { CheckReport, Health, HealthChange, Round } from '@paintbox/deploy-core/release';
import { isSettled } from '../suite/settled.ts';
import { bookEvidence } from './book-page.ts';
import { durationWords } from './duration.ts';
import type { HealthBook } from './health-book.ts';
import type { Schedule } from './monitor-options.ts';

/** The inputs of watching. */
export interface Watching {
  readonly ctx: StageContext;
  /** The id of the check that reports the health: `monitor`. */
  readonly id: string;
  /** @param isLast true when the time is over, and no other look follows */
  readonly look: (isLast: boolean) => Promise<CheckReport>;
  readonly book: HealthBook;
  /** Without one there is a single look. */
  readonly schedule: Schedule | undefined;
  /** True when the app has just been checked, so that the first look can wait. */
  readonly lookedBefore: boolean;
  /** Ends as soon as the app is unhealthy. */
  readonly untilUnhealthy: boolean;
}

/** The result. */
export interface Watched {
  readonly health: Health;
  readonly looks: number;
  /** The critical checks that make the app unhealthy, as they were when they last failed. */
  readonly ill: readonly CheckResult[];
}

/** How many looks the evidence keeps: one day with a look every five minutes. */
const MOST_ROUNDS = 288;

/** Watches until the time is over. Records the final health even when the run is cancelled. */
export async function lookRepeatedly(watching: Watching): Promise<Watched> {
  const { ctx, look, book, schedule } = watching;
  const { clock, signal } = ctx;
  const startedAt = clock.now();
  const endsAt = startedAt + (schedule?.forMs ?? 0);
  const rounds: Round[] = [];
  const reporter = new ChangeReporter(watching, rounds);
  try {
    if (watching.lookedBefore && schedule !== undefined) {
      await clock.sleep(Math.min(schedule.everyMs, schedule.forMs), signal);
    }
    for (let looks = 1; ; looks += 1) {
      const isLast = schedule === undefined || clock.now() >= endsAt;
      const report = await look(isLast);
      const at = new Date(clock.now()).toISOString();
      rounds.push({ at, verdict: report.verdict });
      if (rounds.length > MOST_ROUNDS) rounds.shift();
      reporter.report(report, book.note(report, at));
      if (isLast || (watching.untilUnhealthy && book.health === 'unhealthy')) {
        return { health: book.health ?? 'no-data', looks, ill: book.ill(report) };
      }
      // Look times are counted from the start: a slow look does not delay later ones, and a missed look is left out.
      const passed = Math.floor((clock.now() - startedAt) / schedule.everyMs) + 1;
      const nextAt = Math.min(startedAt + passed * schedule.everyMs, endsAt);
      reporter.status(looks, report, schedule, nextAt, endsAt);
      await clock.sleep(Math.max(0, nextAt - clock.now()), signal);
    }
  } finally {
    reporter.end();
  }
}

/** Records every check once, then only changed verdicts and each change of health. */
class ChangeReporter {
  readonly #watching: Watching;
  readonly #rounds: readonly Round[];
  readonly #verdicts = new Map<string, string>();
  #looks = 0;
  #changes = 0;

  constructor(watching: Watching, rounds: readonly Round[]) {
    this.#watching = watching;
    this.#rounds = rounds;
  }

  report({ checks }: CheckReport, change: HealthChange | undefined): void {
    const { ctx } = this.#watching;
    this.#looks += 1;
    for (const check of checks) {
      const key = `${check.id} ${check.target}`;
      // The suite before has passed, and may have run checks that are left out here.
      const known = this.#verdicts.get(key) ?? (this.#watching.lookedBefore ? 'pass' : undefined);
      // What stands for all looks is the evidence of the watch, whatever it says.
      if ((check.verdict === known && !isSettled(check)) || check.verdict === 'skip') continue;
      this.#verdicts.set(key, check.verdict);
      ctx.check(check);
    }
    if (change === undefined) return;
    // A healthy app at the first look is not a change.
    if (change.from === null && change.to === 'healthy' && change.because.length === 0) {
      this.#put(undefined);
      return;
    }
    this.#changes += 1;
    this.#put(change);
    this.#log(change);
  }

  status(
    looks: number,
    { checks }: CheckReport,
    { everyMs }: Schedule,
    nextAt: number,
    endsAt: number,
  ): void {
    const { ctx, book } = this.#watching;
    const bad = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive').length;
    ctx.progress(
      [
        `look ${looks}: ${book.health ?? 'no-data'}`,
        bad === 0 ? counted(checks.length, 'check') : `${bad} of ${counted(checks.length, 'check')} not well`,
        counted(this.#changes, 'change'),
        `next at ${new Date(nextAt).toISOString().slice(11, 19)}, every ${durationWords(everyMs)}`,
        `${durationWords(Math.max(0, endsAt - ctx.clock.now()))} left`,
      ].join(' · '),
    );
  }

  /** The final health, without a change: all changes have been reported. */
  end(): void {
    if (this.#rounds.length > 0) this.#put(undefined);
  }

  #put(change: HealthChange | undefined): void {
    const { ctx, id, book } = this.#watching;
    const health = book.health ?? 'no-data';
    const evidence = {
      health,
      looks: this.#looks,
      changes: this.#changes,
      ...roundsEvidence(this.#rounds.slice()),
      ...bookEvidence(book.page()),
      ...(change === undefined ? {} : healthEvidence(change)),
    };
    ctx.check({
      id,
      target: ctx.run.url,
      verdict: VERDICTS[health],
      critical: true,
      message: `${health}${change === undefined ? '' : `, was ${change.from ?? 'unknown'}`}; ${counted(this.#changes, 'change')} in ${counted(this.#looks, 'look')}`,
      evidence,
    });
  }

  #log({ from, to, because }: HealthChange): void {
    const { ctx } = this.#watching;
    const what = because.map(({ id, to: health, message }) => `${id} is ${health}: ${message}`).join('; ');
    const say =
      from === to && to === 'healthy'
        ? `still healthy, but ${what}`
        : `${from ?? 'unknown'} → ${to}: ${what}`;
    if (to === 'healthy' && because.every(({ to: health }) => health === 'healthy')) ctx.log.info(say);
    else ctx.log.warn(say);
  }
}

const VERDICTS: Readonly<Record<Health, CheckResult['verdict']>> = {
  healthy: 'pass',
  unhealthy: 'fail',
  'no-data': 'inconclusive',
};
