/** What can go wrong in a stage and in the list of stages. */

export const stageRows = {
  STAGE_THREW: {
    exitCode: 1,
    means: 'A stage threw an error that is not a `DeployError`: a bug in the stage, such as a `TypeError`.',
    do: 'this is a fault of the stage: report it to its author, with the journal of the run',
  },
  STAGE_TIMED_OUT: {
    exitCode: 1,
    means: 'A stage took longer than its `timeoutMs` (default 15 minutes).',
    do: 'see in its log what it waited for. If it really needs more time, raise `timeoutMs`',
  },
  STAGE_OUTPUT: {
    exitCode: 1,
    means:
      'A stage returned something other than the artifacts under its `provides`: one is missing, one is extra, its codec refuses a value, or a value would change in the journal, which is JSON: a `Date`, a `Map`, `NaN`, an instance of a class. The message has the path of each member and what to return instead. A member that is `undefined` counts as absent.',
    do: "return an object with exactly the names under 'provides', as JSON values",
  },
  STAGE_INPUT: {
    exitCode: 1,
    means:
      'The codec of an artifact refuses the stored value of an earlier stage. Usually the run began with an older version of the code.',
    do: 'undo the run with the code it began with, then start a new one',
  },
  STAGE_CALL: {
    exitCode: 1,
    means:
      'A stage called its context with something of the wrong shape, such as an effect without `observe`, or answered the engine so, such as a `plan` that is no list. TypeScript refuses this; JavaScript and casts let it pass. A wrong effect is refused before anything is changed.',
    do: 'in the stage: correct what the message names',
  },
  STAGES_FAILED: {
    exitCode: 'problems',
    means:
      'Several stages of a `parallel(…)` group failed. All stages of a group finish, so that you see every problem at once.',
    do: 'fix each problem of the list; each has its own code and hint',
  },
  EFFECT_UNKNOWN: {
    exitCode: 4,
    means:
      'A change was started and failed, and observing could not show whether it stands. Usually the platform could not be reached at that moment.',
    do: 'look at the platform and repair it; if the run was killed before it had a verdict, `paintbox-deploy resume` asks the platform again',
  },
  EFFECT_REPEATED: {
    exitCode: 1,
    means:
      'A stage used one effect id twice for the same target. The journal knows a change by stage, id and target, so two such effects would look the same.',
    do: 'in the stage: give each effect a `target`, or an id of its own',
  },
  EFFECT_NOT_AWAITED: {
    exitCode: 1,
    means:
      'A stage ended while it was still changing something, because a `ctx.effect(…)` was not awaited; or it began an effect after it had ended. The engine observed the outcome of the open change and takes it back.',
    do: 'in the stage: await every `ctx.effect(…)` before it returns',
  },
  EFFECT_VALUE: {
    exitCode: 1,
    means:
      'The result of an effect would change in the journal, which is JSON and holds no secrets. The change was made, and is taken back.',
    do: 'in the stage: return JSON values without secrets from `apply` and `observe`',
  },
  EFFECT_NAMES_SECRET: {
    exitCode: 1,
    means:
      'The id or target of an effect holds a secret. A change is known by its id and target, and these stand in the journal, which holds no secrets. The change was not made; if `apply` itself made the value a secret, it was made and is taken back.',
    do: 'in the stage: name what is changed by something that is no secret, such as its key',
  },
  EFFECT_REFUSED: {
    exitCode: 1,
    means: 'A stage wanted to change something in a read-only run, such as `rollback --check-only`.',
    do: 'leave out the flag that makes the run read-only',
  },
  STAGE_ONLY_LOOKS: {
    exitCode: 1,
    means:
      'A stage that has neither `undo` nor `irreversible` wanted to make a change with `ctx.effect`. The change was not made. In TypeScript this is a compile error, so it happens only in JavaScript.',
    do: "in the stage: write an 'undo' that takes the change back, or 'irreversible' with the reason why it is kept",
  },
  EFFECT_NOT_PLANNED: {
    exitCode: 1,
    means:
      'A stage wanted to change something that the approved plan does not list. That change was not made. Stages that the plan could not foresee are exempt; the record names them, and the planned changes that were never made.',
    do: 'this change was not made; plan again, read the plan, and deploy with its hash',
  },
  UNDO_FAILED: {
    exitCode: 4,
    means: 'The undo of a stage failed. Its changes may still stand; the first problem says why.',
    do: 'look at the platform before anything else is deployed',
  },
  UNDO_NOT_EFFECTIVE: {
    exitCode: 4,
    means:
      'The undo ended without an error, but observing shows that the change still stands, or cannot show that it is gone.',
    do: 'look at the platform before anything else is deployed',
  },
  UNDO_TIMED_OUT: {
    exitCode: 4,
    means: 'Taking the changes back used up the time that was reserved for it. Some changes may still stand.',
    do: 'look at the platform before anything else is deployed; keep a longer reserve next time',
  },
  STAGE_IGNORED_ABORT: {
    exitCode: 4,
    means:
      'The signal of a stage aborted in the middle of a change, but the stage went on. The engine stopped waiting after 3 minutes. The change may still happen.',
    do: 'look at the platform. In the stage: pass `ctx.signal` to everything that waits',
  },
  JOURNAL_CANNOT_HOLD: {
    exitCode: 1,
    means:
      'An event or a value of a stage is not JSON: a bigint, or an object that contains itself. The stage fails, and its changes are taken back.',
    do: 'this is a fault of the stage: log and return only JSON values, without cycles',
  },
  PIPELINE_WIRING: {
    exitCode: 2,
    means:
      "A pipeline's stages do not fit together: a need without an earlier provider, a value provided twice, two stages with one name. TypeScript says the same at compile time, so this is seen from JavaScript or from a list built by code.",
    do: 'the hint says for each problem what to do: move a stage, add one, leave one out, or give it a name of its own',
  },
  PARAM_CLASH: {
    exitCode: 2,
    means:
      'Two stages of one pipeline declare a param of the same name, one as a switch and one as a text. They would be one flag with two meanings.',
    do: 'give one of them another name',
  },
  GROUP_LIMIT: {
    exitCode: 2,
    means: '`limited()` needs a whole number from 1; with any other value its group could never run.',
    do: 'give the number of stages that may run at the same time, or leave `limited()` out',
  },
  COMMAND_NOT_STARTED: {
    exitCode: 1,
    means:
      'A program that a stage wanted to run could not be started at all: not installed, not executable, or a wrong working folder.',
    do: 'check that it is installed and may be executed',
  },
  COMMAND_TIMED_OUT: {
    exitCode: 1,
    means:
      'A program took longer than the stage allows and was stopped. Its end does not show what it did, so the stage observes it.',
    do: 'see in the log what it waited for, then run again: the stage observes what the command changed',
  },
  STAGE_CONTRACT: {
    exitCode: 1,
    means:
      'Only in tests: a stage broke rules of the contract that the engine relies on, such as an undo that may be called twice. Each rule is named.',
    do: 'fix the stage; [stages.md](plugins.md#the-contract) explains each rule and how to keep it',
  },
  STORE_CONTRACT: {
    exitCode: 1,
    means:
      'Only in tests: a state store breaks rules that locks and journals rely on, such as a create that exactly one of many callers wins. Each rule is named with what was seen.',
    do: 'fix the store; the comments of `StateStore` say what each operation must do, and `memoryStore` is the shortest one that does it',
  },
  DISPENSER_CONTRACT: {
    exitCode: 1,
    means:
      'Only in tests: a dispenser breaks rules that fleets rely on, such as that a worker which was silent for too long can change nothing afterwards. Each rule is named with what was seen.',
    do: 'fix the dispenser; the comments of `Dispenser` say what each operation must do',
  },
  STORE_FAULT: {
    exitCode: 1,
    means: 'Only in tests: a `faultyStore` failed on purpose.',
    do: 'nothing to do. Seen outside of a test, a test store was used by mistake',
  },
} as const;
