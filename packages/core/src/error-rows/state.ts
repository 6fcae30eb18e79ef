/** What can go wrong with stored data: lock, state, journal, ledger. */

export const stateRows = {
  LOCK_HELD: {
    exitCode: 5,
    means:
      'Another run of this app and environment is under way; the message says which, what it is doing, where and since when.',
    do: 'wait for it with `--lock-wait 10m`. If it is certainly dead, its lease (30 s) expires by itself; `paintbox-deploy unlock --force --token N` is faster',
  },
  LOCK_LOST: {
    exitCode: 4,
    means:
      'This run no longer holds the lock: its lease expired (the machine slept, or the state folder stopped answering), or somebody freed it. The run changes nothing more.',
    do: 'resume the run: `paintbox-deploy resume RUN`; if another run has settled it, that is shown',
  },
  UNLOCK_TOKEN: {
    exitCode: 2,
    means:
      "`unlock --force` was given a token that is not the present holder's. Perhaps another run has taken the lock since you looked.",
    do: '`paintbox-deploy unlock` shows who holds the lock, since when, and its token',
  },
  STATE_UNUSABLE: {
    exitCode: 4,
    means:
      'The state cannot be read or written. In a folder: rights, a full disk, a read-only file system. In a bucket or a database: the service or the network failed, and it is unknown whether the last write was carried out. The message names the cause.',
    do: 'check that the folder can be written and the disk is not full, or set `PAINTBOX_STATE_DIR` to another folder: the same one for every run of the app',
  },
  STATE_BAD_KEY: {
    exitCode: 1,
    means:
      'A stage used a state key that could leave the state folder, or has characters that a store may not have.',
    do: "use words of A-Z a-z 0-9 . _ -, separated by '/'",
  },
  STATE_READ_ONLY: {
    exitCode: 1,
    means: 'A stage wanted to write state while planning.',
    do: 'in the stage: ask `ctx.dryRun` first, or write inside an effect',
  },
  JOURNAL_BROKEN: {
    exitCode: 4,
    means:
      'The hash chain of a journal is broken: a line was changed, removed or added after it was written.',
    do: 'do not trust this journal: look at the platform itself, then start a new run',
  },
  JOURNAL_NEWER: {
    exitCode: 4,
    means:
      'A journal was written by a later version of Paintbox Deploy, in a format that this version does not know. A run that finds such a journal of an unfinished run changes nothing.',
    do: 'install the version that the message names, or a later one; nothing was changed',
  },
  LEDGER_BROKEN: {
    exitCode: 4,
    means: 'An entry of the release ledger (`releases/` in the state folder) cannot be read.',
    do: 'repair or remove the entry in the state store; until then a release can be chosen with `--to`',
  },
  LEDGER_BUSY: {
    exitCode: 1,
    means: 'Another process changed a ledger entry again and again while this run wrote it.',
    do: 'make sure that all machines that deploy the app share one state folder, whose lock allows one deploy at a time',
  },
} as const;
