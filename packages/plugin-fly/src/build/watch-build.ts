/** Watches a build: tells its phases, and ends one that is silent for longer than its phase can take. Some waits of flyctl have no limit. */
import { stripVTControlCharacters } from 'node:util';
import type { StageContext } from '@paintbox/deploy-core';
import type { BuildFailure } from './build-failures.ts';

/** A watch over one build. */
export interface BuildWatch extends Disposable {
  /** Aborts after too much silence. */
  readonly signal: AbortSignal;
  /** Must be called for every line. */
  heard(line: string): void;
  /** How it failed, when the watch ended it. */
  stuck(): BuildFailure | undefined;
}

const MINUTE_MS = 60_000;

/** What flyctl says, what it means, and how long it may be silent after it. A builder alone may take five minutes. */
const PHASES: readonly (readonly [pattern: RegExp, says: string, silentMs: number])[] = [
  [/^Waiting for depot builder/, 'waiting for a builder', 7 * MINUTE_MS],
  [/^==> Building image/, 'preparing the image', 7 * MINUTE_MS],
  [/^#\d+ |^--> Building image/, 'building the image', 10 * MINUTE_MS],
  [/pushing manifest for /, 'pushing the image', 10 * MINUTE_MS],
];

/** Starts to watch. */
export function watchBuild(ctx: StageContext): BuildWatch {
  const over = new AbortController();
  let [says, silentMs] = ['beginning', 3 * MINUTE_MS];
  let failure: BuildFailure | undefined;
  let cancel = (): void => {};
  const wait = (): void => {
    cancel = ctx.clock.after(silentMs, () => {
      const said = `it has said nothing for ${Math.round(silentMs / 1000)} s and was interrupted; its last phase: ${says}`;
      failure = { code: 'FLY_BUILDER_UNAVAILABLE', said, otherBuilder: true };
      over.abort();
    });
  };
  wait();
  return {
    signal: over.signal,
    heard(line) {
      const text = stripVTControlCharacters(line).trim();
      const phase = PHASES.find(([pattern]) => pattern.test(text));
      if (phase !== undefined) [, says, silentMs] = phase;
      if (phase !== undefined) ctx.progress(says);
      cancel();
      wait();
    },
    stuck: () => failure,
    [Symbol.dispose]: () => cancel(),
  };
}
