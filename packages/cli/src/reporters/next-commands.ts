/** The command to type next, and the place that it depends on. */
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine, RunRecord } from '@paintbox/deploy-core/run';

/** Inputs of the closing words, beside the record. */
export interface ClosingContext {
  /** The path of the run's records, for people. */
  readonly recordedAt: string | undefined;
  /** `--report-dir`, when reports were written. */
  readonly reportDir: string | undefined;
  /** The note of the environment: that it uses emulators, for example. */
  readonly note?: string | undefined;
  /** How the next command is typed for the same place. */
  readonly commandLine: CommandLine;
}

/** The next command. */
export function nextCommands(record: RunRecord, context: ClosingContext): readonly string[] {
  const command = (words: string): string => typed(words, context.commandLine);
  if (record.exitCode === 2 || record.exitCode === 0 || record.runId === '') return [];
  switch (record.status) {
    case 'needs-attention':
      // Without an error the run has no verdict: its process died. One that lost its lock or its state has none either, and its hint says so.
      return record.error === undefined || record.error.hint?.includes(`resume ${record.runId}`) === true
        ? [
            command(`resume ${record.runId}`),
            `${command(`resume ${record.runId} --undo`)}, to take it back instead`,
          ]
        : [command(`explain ${record.runId}`), `${command(record.pipeline)}, when the platform is put right`];
    case 'locked':
      return [command(`${record.pipeline} --lock-wait 5m`), command('unlock')];
    case 'rolled-back':
    case 'failed':
    case 'inconclusive':
      // `--check-only` found that a rollback is needed, so the next command is `rollback` itself.
      if (record.exitCode === 7) return [command(record.pipeline)];
      return [command(`explain ${record.runId}`), `${command(record.pipeline)}, when it is fixed`];
    case 'cancelled':
    case 'succeeded':
      return [command(record.pipeline)];
    default:
      return [];
  }
}
