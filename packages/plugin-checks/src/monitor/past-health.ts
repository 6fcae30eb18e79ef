/** Reads the health at the end of the last monitor run from its journal. So single looks from cron continue from each other. Nothing else is stored. */
import { isDeployError } from '@paintbox/deploy-core';
import { listRuns, readJournal } from '@paintbox/deploy-core/run';
import type { StageContext } from '@paintbox/deploy-core';
import { bookOf } from './book-page.ts';
import type { BookPage } from './book-page.ts';

/** How many runs are searched, newest first: enough for a day of deploys in between. */
const MOST_RUNS = 50;

/** The page of the newest earlier run of the same pipeline on the same address; undefined when there is none. */
export async function pastHealth(ctx: StageContext, id: string): Promise<BookPage | undefined> {
  const earlier = (await listRuns(ctx.state)).filter((runId) => runId !== ctx.run.id).slice(-MOST_RUNS);
  for (const runId of earlier.toReversed()) {
    const page = await pageOf(ctx, runId, id);
    if (page !== undefined) return page;
  }
  return undefined;
}

async function pageOf(ctx: StageContext, runId: string, id: string): Promise<BookPage | undefined> {
  let page: BookPage | undefined;
  try {
    for await (const { event } of readJournal(ctx.state, runId)) {
      if (event.type === 'run.started') {
        if (event.pipeline !== ctx.run.pipeline || event.url !== ctx.run.url) return undefined;
      }
      if (event.type === 'check' && event.check.id === id) page = bookOf(event.check) ?? page;
    }
  } catch (error) {
    if (!isDeployError(error)) throw error;
    ctx.log.warn(`the journal of run ${runId} cannot be read, so its looks do not count: ${error.message}`);
  }
  return page;
}

/** The page as it counts now: old looks are dropped, but the old health is kept to detect a change. */
export function fresh(page: BookPage, nowMs: number, everyMs: number): BookPage {
  const ageMs = page.at === null ? Number.POSITIVE_INFINITY : nowMs - Date.parse(page.at);
  if (ageMs <= Math.max(10 * everyMs, 3_600_000)) return page;
  return { health: page.health, at: page.at, windows: {} };
}
