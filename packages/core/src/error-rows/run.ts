/** What can go wrong with a run as a whole. */

export const runRows = {
  CANCELLED: {
    exitCode: [130, 143],
    means:
      'The run was cancelled. What it had changed was taken back first; a second signal would have stopped that.',
    do: 'run it again when you are ready',
  },
  DECLINED: {
    exitCode: 130,
    means: 'A person was asked and said no. Nothing was changed. A problem from before is still there.',
    do: 'run it again and answer yes when you are ready',
  },
  UNCAUGHT_ERROR: {
    exitCode: 1,
    means:
      'An error was thrown in a callback of a library, in a timer, or in a promise that was not awaited, while the run was open. It belongs to no stage. The run was stopped, and its changes were taken back.',
    do: 'the cause names the place: report it to the author of that stage or library',
  },
  CONFIRMATION_NEEDED: {
    exitCode: 2,
    means: 'A stage asks a question and nobody is at a terminal: a CI job, or output in a pipe.',
    do: 'pass `--yes`, or `--force` where the command has it',
  },
  RUN_TIMED_OUT: {
    exitCode: 1,
    means:
      'The run used up its time limit, except for the part that is reserved for taking changes back. It was stopped, and its changes were taken back.',
    do: 'see in its log which stage took the time, or raise the limit',
  },
  RUN_DIED: {
    exitCode: 1,
    means:
      'An earlier run was killed (power, SIGKILL, a lost CI runner) before it had a verdict. It has now been settled: its changes were taken back.',
    do: 'what it had changed was taken back; deploy again when you are ready',
  },
  DEAD_RUN_UNSETTLED: {
    exitCode: 4,
    means:
      'Before a new run begins, the changes of killed runs are taken back. That failed, so the new run was not started.',
    do: 'look at the platform, repair it, and start again: the next run does not try this again',
  },
  RUN_NOT_RESUMABLE: {
    exitCode: 4,
    means:
      'A run without a verdict cannot be settled with this config: its pipeline is gone, or the run should be finished and its stages have changed since.',
    do: 'check out the code it ran with and resume there, or take it back: `paintbox-deploy resume RUN --undo`',
  },
  RUN_UNKNOWN: {
    exitCode: 2,
    means: 'There is no run with that id in the state of this app and environment.',
    do: 'see `paintbox-deploy history`, and check `--env` and `PAINTBOX_STATE_DIR`',
  },
  RUN_ORPHANED: {
    exitCode: 1,
    means:
      'The process that started the run is gone, so nobody is waiting for the run. It stopped before its next change and took its changes back. (`--watch-parent` is on; in CI it always is.)',
    do: 'all changes were taken back; start the run again',
  },
  BUDGET_WRONG: {
    exitCode: 2,
    means:
      "The part of a run's time that is kept for taking changes back is as long as the whole, or negative: the stages would have no time. Nothing was started.",
    do: 'give the run more time (`timeoutMs`), or a smaller reserve (`undoReserveMs`)',
  },
  PARAMS_WRONG: {
    exitCode: 2,
    means:
      'A run was given a param that its pipeline does not have, or a value of the wrong kind: a switch is true or false, a text is not empty. Or the variable of a switch is neither true nor false (`1` and `0` count, too). Or a resumed run was given other params than it started with. Every problem is listed; nothing was started.',
    do: 'correct each of the problems listed, then run it again; nothing was started. A resumed run keeps its params: give none',
  },
  PROXY_ADDRESS: {
    exitCode: 2,
    means: '`HTTPS_PROXY` or `HTTP_PROXY` is no address of a proxy.',
    do: 'use the form http://HOST:PORT or http://USER:PASSWORD@HOST:PORT; proxies that speak SOCKS are not known',
  },
  CONFIG_INVALID: {
    exitCode: 2,
    means:
      'The config file was read, but is not a usable config: an unknown key, a missing `app`, an environment without an http(s) `url`, two pipelines of one name. Every problem is listed.',
    do: 'correct the keys named; [configuration.md](configuration.md) describes each',
  },
  INTERNAL: {
    exitCode: 70,
    means:
      'An error that is not a `DeployError` ended the command: a bug of ours. The stack and the versions are printed.',
    do: 'report it with the stack and the versions; if a run was under way, `paintbox-deploy resume` finishes or undoes it',
  },
} as const;
