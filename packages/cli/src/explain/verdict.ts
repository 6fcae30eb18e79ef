/** The reason for the exit code of a run, and what it means for the world now. */
import type { RunningRecord, RunRecord, RunState, StageState } from '@paintbox/deploy-core/run';
import { isDeclined } from '../reporters/end-sentence.ts';
import { doingNow } from '../reporters/running.ts';

/** One sentence on the exit code, one on the state of the world. */
export interface Reason {
  readonly because: string;
  readonly now: string;
}

/** The reason, from the state of the run. */
export function reasonOf(record: RunRecord | RunningRecord, state: RunState): Reason {
  const standing = changes(state);
  if (record.status === 'running') {
    return { because: `it is under way: ${doingNow(record)}`, now: changed(standing) };
  }
  if (state.verdict === undefined) return noVerdict(standing);
  const undone = stagesOf(state, ({ undo }) => undo === 'proven' || undo === 'unproven') !== '';
  switch (record.exitCode) {
    case 0:
    case 74:
      return { because: 'every stage succeeded', now: changed(standing) };
    case 1:
      return {
        because: 'it failed, and nothing that it changed is left',
        now: ['the world is as it was before the run', ...keptWords(record)].join(
          ', except for what is kept: ',
        ),
      };
    case 2:
      return {
        because: 'the command line or the configuration is wrong',
        now: 'nothing was started, so nothing is changed',
      };
    case 3:
      return {
        because: 'it failed after it had changed something; all of that was taken back',
        now: 'what served before serves again, and the same checks passed on it',
      };
    case 4:
      return needsPerson(record, state, standing);
    case 5:
      return { because: 'another run holds the lock', now: 'this run changed nothing' };
    case 6:
      return {
        because: 'there was too little evidence to pass, and no proof of a failure',
        now: undone ? 'what the run had changed was taken back' : 'nothing was promoted',
      };
    case 7:
      return {
        because: 'it was asked only whether a rollback is needed, and one is',
        now: 'nothing is changed; the broken release still serves',
      };
    case 70:
      return { because: 'this is a bug in a stage or in the engine', now: changed(standing) };
    case 130:
    case 143:
      return {
        because: isDeclined(record)
          ? 'a person was asked, and did not confirm'
          : `it was ${record.error?.code === 'CANCELLED' ? record.error.message : 'cancelled'}, and unwound`,
        now: undone ? 'what it had changed was taken back' : changed(standing),
      };
    default:
      return record.exitCode satisfies never;
  }
}

/** What stages keep on purpose, such as a built image. */
function keptWords({ kept = [] }: RunRecord): readonly string[] {
  return kept.length === 0 ? [] : [kept.flatMap(({ changes: made }) => made).join('; ')];
}

function noVerdict(standing: readonly string[]): Reason {
  return {
    because: 'it has no verdict: its process was killed, or stood still until its lock ran out',
    now:
      standing.length === 0
        ? 'according to its journal, nothing is changed'
        : `what it changed may stand: ${standing.join('; ')}`,
  };
}

/** The possible reasons for exit code 4, the worst first. */
function needsPerson(record: RunRecord, state: RunState, standing: readonly string[]): Reason {
  const undoFailed = stagesOf(state, ({ undo }) => undo === 'failed');
  if (undoFailed !== '') {
    return {
      because: `taking back what ${undoFailed} had changed did not work`,
      now: 'what serves now is not known: look at the platform',
    };
  }
  const verifyFailed = stagesOf(state, ({ verified }) => verified === 'failed');
  if (verifyFailed !== '') {
    return {
      because: `what was put back did not pass ${verifyFailed}`,
      now: 'the release before serves, and something is wrong with it too',
    };
  }
  const doubtful = [...state.effects.values()].some(({ outcome }) => outcome === 'unknown');
  if (doubtful) {
    return {
      because: 'one change could neither be confirmed nor ruled out',
      now: 'whether it stands is not known: look at the platform',
    };
  }
  if (state.unwinding) {
    return {
      because: 'changes were taken back, but nothing could prove it',
      now: 'what serves now was neither observed nor verified',
    };
  }
  if (standing.length > 0) {
    return {
      because: 'it failed, and what it had changed was left as it is',
      now: `this still stands: ${standing.join('; ')}`,
    };
  }
  return {
    because: record.error?.message ?? 'a person must look at what is left',
    now: 'the run itself changed nothing that it could take back',
  };
}

function changed(standing: readonly string[]): string {
  return standing.length === 0 ? 'nothing is changed' : `this is done: ${standing.join('; ')}`;
}

/** The changes that were not taken back, in the words of their effects. */
function changes({ effects, stages }: RunState): readonly string[] {
  return [...effects.values()]
    .filter(({ stage, outcome }) => outcome !== 'not-done' && stages.get(stage)?.status !== 'undone')
    .map(({ describe }) => describe);
}

function stagesOf({ stages }: RunState, fits: (stage: StageState) => boolean): string {
  return [...stages.values()]
    .filter(fits)
    .map(({ name }) => name)
    .join(', ');
}
