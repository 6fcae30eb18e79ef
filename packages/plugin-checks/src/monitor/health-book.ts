/** The health of an app: a window for each check, the health computed from them, and the changes. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { ChangedCheck, CheckReport, Health, HealthChange } from '@paintbox/deploy-core/release';
import type { BookPage } from './book-page.ts';
import { isSettled } from '../suite/settled.ts';
import { after, settled, UNSEEN } from './window.ts';
import type { LookOutcome, Rule, Window } from './window.ts';

/** Keeps the health of one app. */
export class HealthBook {
  readonly #rule: Rule;
  readonly #unseen: Window;
  readonly #windows: Map<string, Window & { readonly critical: boolean }>;
  readonly #lastFailures = new Map<string, CheckResult>();
  #health: Health | null;
  #at: string | null;

  /** @param start the end of an earlier book, or `healthy` after a suite that has just passed. Without it, the health is unknown. */
  constructor(rule: Rule, start?: BookPage | 'healthy') {
    const page = start === 'healthy' ? undefined : start;
    this.#rule = rule;
    this.#unseen = start === 'healthy' ? { recent: [], health: 'healthy' } : UNSEEN;
    this.#windows = new Map(Object.entries(page?.windows ?? {}));
    this.#health = page?.health ?? this.#unseen.health;
    this.#at = page?.at ?? null;
  }

  /** Null before the first look. */
  get health(): Health | null {
    return this.#health;
  }

  /** Adds a look. Returns the change, if there is one. */
  note(report: CheckReport, at: string): HealthChange | undefined {
    const because = report.checks.flatMap((check) => this.#noteCheck(check) ?? []);
    const from = this.#health;
    const to = this.#judge();
    this.#health = to;
    this.#at = at;
    return from === to && because.length === 0 ? undefined : { from, to, at, because };
  }

  /** The critical checks that are unhealthy, as they were when they last failed; those that failed before this book was opened as they are in the report. */
  ill({ checks }: CheckReport): readonly CheckResult[] {
    return [...this.#windows].flatMap(([key, { critical, health }]) => {
      if (!critical || health !== 'unhealthy') return [];
      return this.#lastFailures.get(key) ?? checks.find(({ id, target }) => `${id} ${target}` === key) ?? [];
    });
  }

  /** The stored form, to continue later. */
  page(): BookPage {
    return { health: this.#health, at: this.#at, windows: Object.fromEntries(this.#windows) };
  }

  /** A check that was not run changes nothing. */
  #noteCheck(check: CheckResult): ChangedCheck | undefined {
    const outcome = outcomeOf(check);
    if (outcome === undefined) return undefined;
    const { id, target, critical, message, hint = null } = check;
    const key = `${id} ${target}`;
    if (outcome === 'bad') this.#lastFailures.set(key, check);
    const known = this.#windows.get(key) ?? this.#unseen;
    const now = isSettled(check) ? settled(known, outcome, this.#rule) : after(known, outcome, this.#rule);
    this.#windows.set(key, { ...now, critical });
    const from = known.health;
    const to = now.health;
    // A check that is healthy at its first look is not a change.
    if (to === null || to === from || (from === null && to === 'healthy')) return undefined;
    return { id, target, from, to, critical, message, hint };
  }

  /** Only critical checks set the health; `no-data` is not healthy. */
  #judge(): Health {
    const deciding = [...this.#windows.values()].filter(({ critical }) => critical);
    if (deciding.some(({ health }) => health === 'unhealthy')) return 'unhealthy';
    return deciding.length === 0 || deciding.some(({ health }) => health === 'no-data')
      ? 'no-data'
      : 'healthy';
  }
}

/** The outcome of a verdict; undefined for a check that was not run or is only observed. */
function outcomeOf({ verdict, critical, shadow }: CheckResult): LookOutcome | undefined {
  if (shadow === true) return undefined;
  switch (verdict) {
    case 'pass':
      return 'good';
    case 'warn':
      // For a check that is not critical, a warning counts as bad.
      return critical ? 'good' : 'bad';
    case 'fail':
      return 'bad';
    case 'inconclusive':
      return 'none';
    case 'skip':
      return undefined;
    default:
      return verdict satisfies never;
  }
}
