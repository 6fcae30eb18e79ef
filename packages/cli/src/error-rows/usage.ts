/** What can be wrong with a command line. */

export const usageRows = {
  CLI_UNKNOWN_COMMAND: {
    exitCode: 2,
    means: 'There is no such command, or only its first word was typed (`keys` instead of `keys check`).',
    do: '`paintbox-deploy help` lists the commands. Pipelines of the config are commands too, so check `--config` as well',
  },
  CLI_COMMAND_MISSING: {
    exitCode: 2,
    means: 'No command was given.',
    do: 'give a command; `paintbox-deploy help` lists them',
  },
  CLI_UNKNOWN_FLAG: {
    exitCode: 2,
    means: 'The command has no such flag. When another command has it, the message says which.',
    do: '`paintbox-deploy COMMAND --help` lists the flags',
  },
  CLI_MISSING_VALUE: {
    exitCode: 2,
    means: 'A flag that needs a value has none: it is the last word, or another flag follows it.',
    do: 'write the value; one that begins with `-` is written `--flag=-value`',
  },
  CLI_BAD_VALUE: {
    exitCode: 2,
    means:
      'A flag or variable has an invalid value: an incomplete address, a length of time without a unit, an unknown choice, a switch with a value.',
    do: 'write it as the hint of the error shows: a complete address, a length of time with its unit (`90s`, `10m`)',
  },
  CLI_REPEATED_FLAG: {
    exitCode: 2,
    means: 'One flag was given twice. Scripts such as `deploy:local` already add `--env local`.',
    do: 'give it once',
  },
  CLI_UNEXPECTED_WORD: {
    exitCode: 2,
    means: 'There is a word after the command that the command does not take.',
    do: 'leave it out; `paintbox-deploy COMMAND --help` shows what it takes',
  },
  CLI_CONFLICT: {
    exitCode: 2,
    means: 'Two flags exclude each other: `--json` and `--reporter jsonl` both print on stdout.',
    do: 'leave one of them out',
  },
  CLI_USAGE: {
    exitCode: 2,
    means: 'The command line has several problems; each is listed.',
    do: 'correct each of the problems listed, then run it again',
  },
  CLI_UNKNOWN_ENVIRONMENT: {
    exitCode: 2,
    means: 'The config has no environment of that name.',
    do: 'use one that is listed, or add it under `environments`',
  },
  CLI_UNKNOWN_RUN: {
    exitCode: 2,
    means: 'No recorded run has that id, or several match the part you typed.',
    do: 'see `paintbox-deploy history`; the beginning or the end of an id is enough if only one matches',
  },
  CLI_UNKNOWN_CODE: {
    exitCode: 2,
    means:
      '`explain CODE` knows the errors of core and of the command line, and those of the plugins that the config imports. None has this code.',
    do: 'follow the suggestion; for the code of a plugin, name the config that has it with `--config`',
  },
  CLI_NO_RUNS: {
    exitCode: 2,
    means: 'No run of this app and environment is recorded yet.',
    do: 'check `--env`, `--config` and `PAINTBOX_STATE_DIR`: each app and environment has its own records',
  },
  CLI_PLAN_CHANGED: {
    exitCode: 2,
    means: '`--plan HASH` was given, and the run would now differ from the plan that you approved.',
    do: 'look at it again with `paintbox-deploy plan`, with the same flags, and approve that',
  },
  CLI_LOCK_HELD: {
    exitCode: 5,
    means: '`unlock` without `--force` shows the holder of the lock. A run holds it now.',
    do: 'wait, or when you know that the holder is dead: `paintbox-deploy unlock --force --token N`, with the number shown',
  },
  CLI_TOKEN_MISSING: {
    exitCode: 2,
    means:
      '`unlock --force` needs the token of the holder. Without it, it could free the lock of another run that took it meanwhile.',
    do: 'write `--force --token N`, with the number shown',
  },
  CLI_REPORT_DIR: {
    exitCode: 2,
    means: 'The folder of `--report-dir` cannot be made or written to. It is tried before anything starts.',
    do: 'name a folder that you may write to',
  },
  CLI_RUN_UNDER_WAY: {
    exitCode: 2,
    means:
      'The run is under way. Only a run that has ended has reports, and only a dead run can be resumed. Nothing was done to it.',
    do: 'wait until it has ended; `paintbox-deploy show` shows its progress',
  },
  CLI_NOTHING_TO_RESUME: {
    exitCode: 2,
    means: 'No process of a run was killed: every run has its verdict. With `--if-needed` this ends with 0.',
    do: 'look at the newest run with `paintbox-deploy show`, or name a run',
  },
  CLI_OUTPUT_LOST: {
    exitCode: 74,
    means:
      'Requested output could not be written: the record of `--json`, an event of `--reporter jsonl`, a document on standard output, or a report of `--report-dir`. The disk is full, or the reader of a pipe left before it had the JSON document. The run itself is not affected: it is done, recorded, and its lock is free. Lost lines of text are no error, and who reads events or a document line by line may leave early (`| head`). The exit code stands only in place of 0: a run that failed keeps its own. A standard output that was closed (`>&-`) cannot be told from `/dev/null`, so what is written there counts as written.',
    do: 'the run itself is done and recorded: free some space, or write elsewhere, then print it again with `paintbox-deploy show --json` or `paintbox-deploy show --report-dir DIR`',
  },
  CLI_CANNOT_WRITE: {
    exitCode: 2,
    means:
      '`init` or `plugin new` could not write a file: the disk is full, or the folder may not be written to. Nothing is left of that file.',
    do: 'free some space, or run it in a folder that you may write to',
  },
  CLI_FILE_EXISTS: {
    exitCode: 2,
    means: '`init` found the file that it would write. Nothing was written.',
    do: 'check whether you want to keep it; `--force` overwrites it',
  },
  CLI_FOLDER_NOT_EMPTY: {
    exitCode: 2,
    means: '`plugin new` would have written into a folder that is not empty. Nothing was written.',
    do: 'choose another name, or move the folder away',
  },
  CLI_COMMAND_TAKEN: {
    exitCode: 2,
    means:
      'A pipeline of the config is named like a built-in command: `plan`, `history`, `show`, `resume`, `unlock`, `fleet …`, `help`.',
    do: 'rename the pipeline',
  },
  CLI_FLAG_TAKEN: {
    exitCode: 2,
    means: 'A stage declares a param whose flag every command has already, such as `plan` or `yes`.',
    do: 'rename the param in the stage that declares it',
  },
  CLI_NODE_TOO_OLD: {
    exitCode: 2,
    means:
      'The Node that runs `paintbox-deploy` is older than 22.18, the first that reads TypeScript configs.',
    do: 'run it through pnpm, which brings its own Node in this repository, or install Node 24',
  },
} as const;
