/** Ways to take jobs in the rules for dispensers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispenser, TakenJob } from '../../fleet/hand-out/dispenser.ts';

/** The next job, which must be there. */
export async function taken(dispenser: Dispenser): Promise<TakenJob> {
  const job = await dispenser.take();
  if (job === undefined) throw new Error('take gave nothing, although a job was put in');
  return job;
}

/** A job that must be there after a moment. */
export async function takenSoon(
  dispenser: Dispenser,
  although = 'although the worker that had the job was silent for too long',
): Promise<TakenJob> {
  for (let tries = 0; tries < 80; tries += 1) {
    const job = await dispenser.take();
    if (job !== undefined) return job;
    await sleep(50);
  }
  throw new Error(`take gave nothing for four seconds, ${although}`);
}

/** Takes whatever there is. */
export async function drain(dispenser: Dispenser): Promise<readonly TakenJob[]> {
  const jobs: TakenJob[] = [];
  for (let job = await dispenser.take(); job !== undefined; job = await dispenser.take()) jobs.push(job);
  return jobs;
}
