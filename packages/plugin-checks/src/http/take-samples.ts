/** Times of good answers, requested one after the other. */
import { isGood } from './http.ts';
import type { Tools } from '../suite/probe.ts';
import type { Sighting } from '../suite/witness.ts';

/** The times, and who gave the answers: another build than the expected one, if it gave any. */
export interface Samples {
  readonly times: readonly number[];
  readonly by: Sighting | undefined;
}

/** Asks until there are enough good answers, half as many bad ones, or the time limit is reached. */
export async function takeSamples(
  url: string,
  tools: Pick<Tools, 'http' | 'clock' | 'witness'>,
  limits: {
    readonly samples: number;
    readonly budgetMs: number;
    /** True when more times would change nothing. */
    readonly isEnough?: (times: readonly number[]) => boolean;
  },
): Promise<Samples> {
  const untilMs = tools.clock.now() + limits.budgetMs;
  const times: number[] = [];
  let bad = 0;
  let by: Sighting | undefined;
  while (times.length < limits.samples && bad * 2 < limits.samples && tools.clock.now() < untilMs) {
    if (limits.isEnough?.(times) === true) break;
    const answer = await tools.http(url);
    const sighting = tools.witness.see(answer, true);
    if (by?.stranger === undefined) by = sighting;
    if (isGood(answer)) times.push(answer.durationMs);
    else bad += 1;
  }
  return { times, by };
}
