/** Prints the holder of the lock, and frees the lock with `--force`. */
import { forceUnlock, lockStatus } from '@paintbox/deploy-core/run';
import type { ExitCode, LockStatus } from '@paintbox/deploy-core/run';
import { printDocument } from '../deliver.ts';
import { badValue, lockIsHeld, tokenMissing } from '../errors.ts';
import type { Invocation } from './invocation.ts';

/**
 * Frees the lock with `--force --token N`; without them it prints the holder. Then it reads the lock again and prints that.
 *
 * @throws DeployError `CLI_LOCK_HELD` (exit code 5), `CLI_TOKEN_MISSING`, `CLI_BAD_VALUE`, and `UNLOCK_TOKEN` of the core.
 */
export async function unlock(invocation: Invocation): Promise<ExitCode> {
  const { store, values } = invocation;
  const before = await lockStatus(store);
  if (before?.held !== true) return say(invocation, before, 'the lock is free: there is nothing to release');
  if (!values.switches.has('force')) throw lockIsHeld(holder(before), before.token);
  await forceUnlock(store, tokenOf(values.values['token'], before.token));
  const after = await lockStatus(store);
  if (after?.held === true) throw lockIsHeld(holder(after), after.token);
  return say(
    invocation,
    after,
    `released: the lock was held by ${holder(before)}, which can change nothing any more`,
  );
}

function tokenOf(given: string | undefined, current: number): number {
  if (given === undefined) throw tokenMissing(current);
  if (!/^\d{1,9}$/.test(given)) throw badValue('--token', given, 'write the number that unlock shows');
  return Number(given);
}

async function say(
  { io, json }: Invocation,
  status: LockStatus | undefined,
  words: string,
): Promise<ExitCode> {
  const lock = {
    schema: 'paintbox.lock/1',
    held: status?.held ?? false,
    token: status?.token ?? null,
    last: status?.entry ?? null,
  };
  if (json) return printDocument(io, lock);
  io.stdout.write(`${words}\n`);
  return 0;
}

function holder({ entry, activity }: LockStatus): string {
  return `run ${entry.runId} (${activity === undefined ? entry.pipeline : `${entry.pipeline}, ${activity}`}) on ${entry.host} since ${entry.since}`;
}
