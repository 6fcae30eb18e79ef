/** The errors of stored data: state, journal, ledger and lock. */
import type { LockEntry } from './lock/lock.ts';
import type { DeployError } from './words/error.ts';
import { coreErrors } from './core-errors.ts';

/** A state key that could leave the state folder. */
export function stateBadKey(key: string): DeployError {
  return coreErrors.error('STATE_BAD_KEY', `'${key}' cannot be a state key`);
}

/** State that cannot be read or written. */
export function stateUnusable(where: string, cause: Error): DeployError {
  return coreErrors.error('STATE_UNUSABLE', `the state in ${where} cannot be used: ${cause.message}`, {
    hint: 'check that the folder can be written and the disk is not full, or set PAINTBOX_STATE_DIR to another one',
    cause,
  });
}

/** A change of the state in a run that is read-only. */
export function stateReadOnly(key: string): DeployError {
  return coreErrors.error('STATE_READ_ONLY', `'${key}' cannot be written: this run only reads`);
}

/** A journal that was changed after it was written. */
export function journalBroken(where: string, what: string): DeployError {
  return coreErrors.error('JOURNAL_BROKEN', `${where} ${what}`);
}

/** A journal that a later version wrote, in a format unknown here. */
export function journalNewer(where: string, format: number, known: number, version: string): DeployError {
  return coreErrors.error(
    'JOURNAL_NEWER',
    `${where} has format ${format}, written by version ${version}; this version reads formats up to ${known}`,
    { hint: `install @paintbox/deploy-core ${version} or later; nothing was changed` },
  );
}

/** A ledger entry that cannot be read. */
export function ledgerBroken(key: string, what: string): DeployError {
  return coreErrors.error('LEDGER_BROKEN', `the ledger entry '${key}' cannot be read: ${what}`);
}

/** A ledger entry that other processes changed at each of our tries. */
export function ledgerBusy(key: string): DeployError {
  return coreErrors.error('LEDGER_BUSY', `the ledger entry '${key}' kept changing while it was written`, {
    transient: true,
  });
}

/** Who holds the lock. */
interface LockHolder {
  readonly entry: LockEntry;
  readonly token: number;
  readonly activity: string | undefined;
}

/** Another run holds the lock. */
export function lockHeld({ entry, token, activity }: LockHolder, waitMs: number): DeployError {
  const waited = waitMs > 0 ? ` (waited ${Math.round(waitMs / 1000)} s)` : '';
  return coreErrors.error(
    'LOCK_HELD',
    `run ${entry.runId} (${activity === undefined ? entry.pipeline : `${entry.pipeline}, ${activity}`}) holds the lock since ${entry.since} on ${entry.host}, process ${entry.process.pid}${waited}`,
    {
      hint: `wait for it with --lock-wait 10m; if it is certainly dead: \`paintbox-deploy unlock --force --token ${token}\``,
    },
  );
}

/** This run no longer holds the lock. */
export function lockLost(runId: string, token: number): DeployError {
  return coreErrors.error(
    'LOCK_LOST',
    `run ${runId} lost the lock (token ${token}): its lease expired or another run took over`,
    {
      hint: `resume the run: \`paintbox-deploy resume ${runId}\`; if another run has settled it, that is shown`,
    },
  );
}

/** An unlock whose token is not that of the present holder. */
export function unlockToken(token: number, current: number | undefined): DeployError {
  const now = current === undefined ? 'nobody holds it' : `its token is ${current}`;
  return coreErrors.error('UNLOCK_TOKEN', `the lock cannot be freed with token ${token}: ${now}`);
}
