/** The inputs of every check: the target, and the tools. */
import type { CheckResult, Clock, StageContext } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import type { Answer, Http } from '../http/http.ts';
import type { Baseline } from './baseline-artifact.ts';
import { curableReason, retryUntil } from '../http/retry-until.ts';
import type { Pace } from './pace.ts';
import type { Settings } from './resolve-options.ts';
import type { Sighting, Witness } from './witness.ts';

/** The app to check, and what is expected of it. */
export interface Target {
  /** Without a trailing slash. */
  readonly url: string;
  /** The build that must answer: null when it has no id, undefined when none is expected. */
  readonly expectedBuild: string | null | undefined;
  /** The keys that verifiers must find; undefined when unknown. */
  readonly publishedKeys: PublishedKeys | undefined;
  /** The machines of the release; empty when unknown. */
  readonly machines?: readonly string[] | undefined;
  /** The app before the release; undefined without a baseline. */
  readonly baseline?: Baseline | undefined;
  /** How long the release has served; undefined where nothing was just released. */
  readonly serving?: Serving | undefined;
}

/** The release under proof, as a metric of real users sees it. */
export interface Serving {
  /** When the release began to serve, in ms since 1970. */
  readonly sinceMs: number;
  /** The time until which only the release before served. */
  readonly untilMs: number;
  /** `once` in the suite; in a watch `again`, and `last` at its end. */
  readonly looks: 'once' | 'again' | 'last';
}

/** The means of a check. */
export interface Tools {
  /** The stage's own context, for signers, observers and commands; its signal ends with the suite. */
  readonly ctx: StageContext;
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly settings: Settings;
  readonly witness: Witness;
  /** How long answers took so far. */
  readonly pace: Pace;
  /** The deadline for retries of temporary errors, in `clock.now()` milliseconds. */
  readonly retryUntilMs: number;
  /** The deadline until which an answer of another build counts as a delay of the edge. It starts at the first such answer, once for all checks. */
  strangersUntilMs(): number;
  /** Reports the progress of long work. */
  note(message: string): void;
}

/** A group of probes. It never throws because of an answer of the app. */
export type Check = (target: Target, tools: Tools) => Promise<readonly CheckResult[]>;

/** An answer, and the build that gave it. */
export interface Visit<A> {
  readonly value: A;
  readonly answer: Answer;
  readonly by: Sighting;
  readonly tries: number;
}

/** Who says nothing for so long, more than once, says nothing. */
const SILENT_MS = 15_000;

/**
 * Asks until the answer is definite and of the expected build, or the time for retries is over.
 * Another build is given the propagation time, everything else the retry deadline. A server that accepts requests and twice says nothing is not asked again.
 */
export async function visit<A>(
  tools: Tools,
  ask: () => Promise<A>,
  answerOf: (value: A) => Answer,
  options: { readonly inBody?: boolean } = {},
): Promise<Visit<A>> {
  const { clock, signal, witness } = tools;
  let tries = 0;
  let silences = 0;
  const startedAt = clock.now();
  const attempt = async (): Promise<Visit<A>> => {
    tries += 1;
    const value = await ask();
    const answer = answerOf(value);
    return { value, answer, by: witness.see(answer, options.inBody), tries };
  };
  return retryUntil(
    {
      clock,
      signal,
      // The retries below have their own deadline.
      untilMs: Number.POSITIVE_INFINITY,
      onRetry: (reason, delayMs) => tools.note(`asking again in ${delayMs} ms: ${reason}`),
    },
    attempt,
    ({ answer, by }) => {
      const reason = curableReason(answer);
      silences += answer.error?.kind === 'timeout' ? 1 : 0;
      if (silences > 1 && clock.now() - startedAt >= SILENT_MS) return undefined;
      if (reason !== undefined) return clock.now() < tools.retryUntilMs ? reason : undefined;
      if (by.stranger === undefined) return undefined;
      return clock.now() < tools.strangersUntilMs() ? by.stranger : undefined;
    },
  );
}

/** The usual case of {@link visit}: one path of the app. */
export async function visitPath(
  target: Target,
  tools: Tools,
  path: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly inBody?: boolean } = {},
): Promise<Visit<Answer>> {
  return visit(
    tools,
    () => tools.http(target.url + path, options.headers),
    (answer) => answer,
    options,
  );
}
