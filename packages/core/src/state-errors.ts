/** The errors of what outlives a process: state, journal and lock. */
import type { LockEntry } from './lock/lock.ts';
import { DeployError } from './words/error.ts';

/** A state key that could leave the state folder. */
export function stateBadKey(key: string): DeployError {
  return new DeployError('STATE_BAD_KEY', `'${key}' cannot be a state key`, {
    hint: "use words of A-Z a-z 0-9 . _ -, separated by '/'",
  });
}

/** State that cannot be read or written. */
export function stateUnusable(where: string, cause: Error): DeployError {
  return new DeployError('STATE_UNUSABLE', `the state in ${where} cannot be used: ${cause.message}`, {
    hint: 'check that the folder can be written and the disk is not full, or set PAINTBOX_STATE_DIR to another one',
    cause,
    exitCode: 4,
  });
}

/** A change of the state while only reading was promised. */
export function stateReadOnly(key: string): DeployError {
  return new DeployError('STATE_READ_ONLY', `'${key}' cannot be written: this run only reads`, {
    hint: 'a stage that keeps state asks ctx.dryRun first, or does it in an effect',
  });
}

/** A journal that was changed after it was written. */
export function journalBroken(where: string, what: string): DeployError {
  return new DeployError('JOURNAL_BROKEN', `${where} ${what}`, {
    hint: 'do not trust this journal: look at the platform itself, then start a new run',
    exitCode: 4,
  });
}

/** A journal in a format of the future. */
export function journalNewer(where: string, format: number, known: number, version: string): DeployError {
  return new DeployError(
    'JOURNAL_NEWER',
    `${where} has format ${format}, written by version ${version}; this version reads formats up to ${known}`,
    {
      hint: `install @paintbox/deploy-core ${version} or later; nothing was changed`,
      exitCode: 4,
    },
  );
}

/** A ledger entry that cannot be read. */
export function ledgerBroken(key: string, what: string): DeployError {
  return new DeployError('LEDGER_BROKEN', `the ledger entry '${key}' cannot be read: ${what}`, {
    hint: 'repair or remove the entry in the state store; releases can then be chosen with --to',
    exitCode: 4,
  });
}

/** A ledger entry that others kept changing. */
export function ledgerBusy(key: string): DeployError {
  return new DeployError('LEDGER_BUSY', `the ledger entry '${key}' kept changing while it was written`, {
    hint: 'another process writes the same state; make sure that one deploy runs at a time',
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
  return new DeployError(
    'LOCK_HELD',
    `run ${entry.runId} (${activity === undefined ? entry.pipeline : `${entry.pipeline}, ${activity}`}) holds the lock since ${entry.since} on ${entry.host}, process ${entry.process.pid}${waited}`,
    {
      hint: `wait for it with --lock-wait 10m; if it is certainly dead: paintbox-deploy unlock --force --token ${token}`,
      exitCode: 5,
    },
  );
}

/** This run no longer holds the lock. */
export function lockLost(runId: string, token: number): DeployError {
  return new DeployError(
    'LOCK_LOST',
    `run ${runId} lost the lock (token ${token}): its lease ran out or another run took over`,
    {
      hint: 'nothing more was changed by this run; look at the run that holds the lock now',
      exitCode: 4,
    },
  );
}

/** An unlock that names another holder than the present one. */
export function unlockToken(token: number, current: number | undefined): DeployError {
  const now = current === undefined ? 'nobody holds it' : `its token is ${current}`;
  return new DeployError('UNLOCK_TOKEN', `the lock cannot be freed with token ${token}: ${now}`, {
    hint: "'paintbox-deploy unlock' shows who holds the lock, since when, and its token",
    exitCode: 2,
  });
}
