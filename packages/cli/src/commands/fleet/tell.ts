/** What a person says to a run of a fleet: pause, approve. It is journaled with who and why. */
import { randomUUID } from 'node:crypto';
import { tellFleet } from '@paintbox/deploy-core/fleet';
import type { FleetWord } from '@paintbox/deploy-core/fleet';
import { readSource } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { missingValue } from '../../errors.ts';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';
import { fleetClock } from './fleet-clock.ts';

const DONE: Readonly<Record<FleetWord['does'], string>> = {
  pause: 'is paused: what is under way goes on to its end, and no more is handed out',
  continue: 'goes on',
  approve: 'has its approval',
  stop: 'is stopped: what is under way ends, and the wave is taken back',
};

/** Says one word to the named run. */
export async function fleetTell(invocation: Invocation, does: 'pause' | 'approve'): Promise<ExitCode> {
  const found = await findFleetRun(invocation, invocation.values.operands[0]);
  const told = await tell(invocation, found, does);
  if (invocation.json)
    return printDocument(invocation.io, { schema: 'paintbox.fleet-word/1', runId: found.runId, does, told });
  return 0;
}

/**
 * Says a word, and tells the person what came of it.
 *
 * @throws DeployError `CLI_MISSING_VALUE` without a reason, `FLEET_WORD` when it can change nothing.
 */
export async function tell(
  invocation: Invocation,
  { desk, runId }: FoundFleetRun,
  does: FleetWord['does'],
  reason?: string,
): Promise<'journaled' | 'noted'> {
  const { io, values, json } = invocation;
  const said = await saidBy(invocation, reason);
  const { signal } = new AbortController();
  const ports = { store: desk.store, clock: fleetClock, signal, uuid: randomUUID() };
  const told = await tellFleet(runId, { does, ...said, wave: values.values['wave'] }, ports);
  const when = told === 'journaled' ? '' : ', as soon as its coordinator has read it';
  (json ? io.stderr : io.stdout).write(`run ${runId} of fleet '${desk.fleet.name}' ${DONE[does]}${when}\n`);
  return told;
}

/**
 * Who says it, and why.
 *
 * @throws DeployError `CLI_MISSING_VALUE` without a reason.
 */
export async function saidBy(
  { io, values }: Invocation,
  reason?: string,
): Promise<{ readonly who: string; readonly because: string }> {
  const because = values.values['because'] ?? reason;
  if (because === undefined) throw missingValue('--because', "'WHY'");
  return { who: values.values['who'] ?? (await readSource(io.env, io.cwd)).by ?? 'somebody', because };
}
