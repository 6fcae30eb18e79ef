/** Coordinating is a job as well: any worker takes it, and gives it back while only time or a person is waited for. */
import type { Clock } from '../../words/context.ts';
import type { CrewBells } from './bell.ts';
import type { DispenserJob } from '../hand-out/dispenser.ts';
import type { FleetRun } from '../lead/hold-fleet.ts';

/** How often members that are under way elsewhere are looked at, in ms. */
const LOOK_MS = 1_000;
/** Without any news, after how many ms a run that waits for a person is led all the same. */
const PERSON_MS = 30_000;

/** The job of leading a run of a fleet. It comes before any member, which waits for it. */
export function leadJob(fleetRun: string): DispenserJob {
  return { key: `lead/${fleetRun}`, value: { lead: fleetRun }, priority: 3 };
}

/** The run that a job is to lead; undefined for any other job. */
export function leadOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('lead' in value)) return undefined;
  return typeof value.lead === 'string' ? value.lead : undefined;
}

/** Leads a run while its members are under way, and gives it back. Returns after how many ms it is to be led again; undefined when it has ended. */
export async function leadFleet(
  run: FleetRun,
  clock: Clock,
  signal: AbortSignal,
  bells: CrewBells,
): Promise<number | undefined> {
  try {
    for (;;) {
      const waiting = await run.advance();
      bells.handed.ring();
      if (waiting === undefined) return undefined;
      if (signal.aborted) return 0;
      const ms = waiting.for === 'person' ? PERSON_MS : (waiting.until ?? 0) - clock.now();
      // No process sits through a bake.
      if (waiting.for !== 'members' && ms > LOOK_MS) return ms;
      await bells.ended.wait(LOOK_MS, signal);
    }
  } finally {
    await run.close().catch(() => undefined);
  }
}
