/** Finds the row of the failure table that fits what flyctl printed. */
import { stripVTControlCharacters } from 'node:util';
import type { CommandOutput } from '@paintbox/deploy-core/run';
import { FAILURES } from './failures.ts';
import type { FailureKind, Reaction } from './failures.ts';

/** A row that matches an output, with flyctl's text. */
export interface Failure extends Omit<FailureKind, 'pattern'> {
  /** True when the same call may succeed a moment later and repeating it is harmless. */
  readonly transient: boolean;
  readonly said: string;
}

/** The meaning of an output that was not a success. */
export function classifyFailure(output: CommandOutput): Failure {
  const text = stripVTControlCharacters(`${output.stdout}\n${output.stderr}`);
  const said = lastError(text) ?? lastWords(output, text);
  const row =
    FAILURES.find(({ pattern }) => pattern.test(said)) ?? FAILURES.find(({ pattern }) => pattern.test(text));
  if (row !== undefined) {
    const { pattern: _, ...kind } = row;
    return { ...kind, transient: kind.reaction === 'repeat', said };
  }
  const unknown = { stageReached: 'machines', reaction: 'look', transient: false, said } as const;
  if (wasEnded(output)) {
    return { ...unknown, code: 'FLY_INTERRUPTED' };
  }
  return { ...unknown, code: 'FLY_FLYCTL_FAILED' };
}

/** The action for an error of this table. */
export function reactionTo(code: string): Reaction {
  return FAILURES.find((row) => row.code === code)?.reaction ?? 'look';
}

/** True for a failure that says that the build is wrong. */
export function blamesBuild(code: string): boolean {
  return FAILURES.find((row) => row.code === code)?.blamesBuild ?? false;
}

/** The last `Error:` and what follows it, if there is one. */
function lastError(text: string): string | undefined {
  const at = [...text.matchAll(/^Error:? /gm)].at(-1)?.index;
  if (at === undefined) return undefined;
  return linesOf(text.slice(at))
    .slice(0, 12)
    .join(' ')
    .replace(/^Error:? /, '')
    .slice(0, 600);
}

/** How it ended, and the last line it printed. */
function lastWords(output: CommandOutput, text: string): string {
  const { exitCode, signal } = output;
  const how = EXITS[exitCode ?? -1] ?? `it ended with exit code ${exitCode}`;
  const ended = wasEnded(output) && exitCode !== 127 ? `it was ended by ${signal ?? 'a signal'}` : how;
  const last = linesOf(text).at(-1);
  return last === undefined ? `${ended} and said nothing` : `${ended}; its last words: ${last.slice(0, 300)}`;
}

/** What flyctl's exit codes mean beside 0 and 1. */
const EXITS: Readonly<Record<number, string>> = {
  3: 'it crashed (exit code 3)',
  126: 'it gave up waiting (exit code 126)',
  127: 'it was interrupted',
};

/** A shell in between turns a signal into 128 + its number; a flyctl that is interrupted outside blue-green says 127 and nothing more. */
function wasEnded({ exitCode }: CommandOutput): boolean {
  return exitCode === null || exitCode === 127 || exitCode === 137 || exitCode === 143;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
