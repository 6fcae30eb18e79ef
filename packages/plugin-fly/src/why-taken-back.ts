/** Why a release is taken back, read from the run's own journal: only what was found wrong with a build is held against it. */
import { readJournal } from '@paintbox/deploy-core/run';
import type { RunEvent, StageContext } from '@paintbox/deploy-core';
import { blamesBuild } from './classify-failure.ts';

/** What was found. */
export interface Found {
  /** True when the build itself was found wrong, and not only its run cancelled, killed or let down by the platform. */
  readonly againstBuild: boolean;
  readonly reason: string;
}

/** What this run found wrong so far. */
export async function whyTakenBack(ctx: StageContext): Promise<Found> {
  const events: RunEvent[] = [];
  for await (const { event } of readJournal(ctx.state, ctx.run.id)) events.push(event);
  const wrong = failedChecks(events);
  if (wrong.length > 0) return { againstBuild: true, reason: `it failed ${wrong.join(', ')}` };
  const failed = events.findLast((event) => event.type === 'stage.failed');
  if (failed === undefined) {
    return { againstBuild: false, reason: `run ${ctx.run.id} ended before it was proven` };
  }
  const { stage, error } = failed;
  return { againstBuild: blamesBuild(error.code), reason: `${stage} failed: ${error.message}` };
}

/** The critical checks whose latest answer is a failure. */
function failedChecks(events: readonly RunEvent[]): readonly string[] {
  const latest = new Map<string, boolean>();
  for (const event of events) {
    if (event.type !== 'check') continue;
    const { id, target, verdict, critical } = event.check;
    latest.set(`${id} ${target}`, verdict === 'fail' && critical);
  }
  return [...new Set([...latest].filter(([, fails]) => fails).map(([key]) => key.split(' ')[0] ?? key))];
}
