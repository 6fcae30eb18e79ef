/** What a step found, for the lines below it: what is wrong first, then what it said. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { said } from './narrator.ts';

/** The findings of one step. */
export interface Findings {
  /** Called with the lines that a plain reporter would print. */
  see(event: RunEvent, lines: readonly string[]): void;
  /** In the order of their weight. */
  lines(): readonly string[];
}

/** Warnings and messages that are shown below a step; further ones are counted. What is wrong is shown whole. */
const MOST_LINES = 6;

/** No findings yet. */
export function createFindings(paint: Paint): Findings {
  const wrong: string[] = [];
  const warnings: string[] = [];
  const messages: string[] = [];

  const fail = ({ problems = [], ...error }: ErrorRecord): void => {
    // The failed checks say why the stage failed.
    if (wrong.length > 0) return;
    if (problems.length === 0) wrong.push(said(error));
    for (const { hint, ...problem } of problems) {
      wrong.push(`${paint.red('missing')} ${said({ ...problem, hint })}`, ...doLine(hint));
    }
  };
  const doLine = (hint: string | null | undefined): readonly string[] =>
    hint === null || hint === undefined ? [] : [`  ${paint.dim('do')} ${oneLine(hint)}`];

  return {
    see(event, lines) {
      switch (event.type) {
        case 'check': {
          const trimmed = lines.map((line) => line.trim());
          if (event.check.verdict === 'fail') wrong.push(...trimmed);
          else if (event.check.verdict === 'inconclusive') warnings.unshift(...trimmed);
          else if (event.check.verdict === 'warn') warnings.push(...trimmed);
          // A skipped check is counted. Its reason is in the record.
          break;
        }
        case 'effect.outcome':
          if (event.outcome === 'unknown') wrong.push(...lines.map((line) => line.trim()));
          break;
        case 'stage.log':
          // A warning that the run has shown already comes without a line.
          if (lines.length === 0) break;
          if (event.level === 'info') messages.push(paint.dim(oneLine(event.message)));
          else warnings.push(`${paint.yellow(event.level)} ${oneLine(event.message)}`);
          break;
        case 'stage.failed':
        case 'undo.failed':
        case 'verify.failed':
          fail(event.error);
          break;
        default:
      }
    },
    lines() {
      const others = [...warnings, ...messages];
      const more = others.length - MOST_LINES;
      return [
        ...wrong,
        ...others.slice(0, MOST_LINES),
        ...(more > 0 ? [paint.dim(`… and ${more} more`)] : []),
      ];
    },
  };
}
