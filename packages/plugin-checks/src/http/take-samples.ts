/** Times of good answers, requested one after the other. */
import { isGood } from './http.ts';
import type { Tools } from '../suite/probe.ts';

/** Asks until there are enough good answers, half as many bad ones, or the time limit is reached. */
export async function takeSamples(
  url: string,
  tools: Pick<Tools, 'http' | 'clock'>,
  limits: { readonly samples: number; readonly budgetMs: number },
): Promise<readonly number[]> {
  const untilMs = tools.clock.now() + limits.budgetMs;
  const times: number[] = [];
  let bad = 0;
  while (times.length < limits.samples && bad * 2 < limits.samples && tools.clock.now() < untilMs) {
    const answer = await tools.http(url);
    if (isGood(answer)) times.push(answer.durationMs);
    else bad += 1;
  }
  return times;
}
