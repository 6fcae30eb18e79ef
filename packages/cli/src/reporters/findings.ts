/** What a step found, for the lines below it: what is wrong first, then what it said. */
import type { CheckResult, RunEvent, Verdict } from '@paintbox/deploy-core';
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { checkLine, said } from './narrator.ts';

/** The findings of one step. */
export interface Findings {
  /** Called with the lines that a plain reporter would print. */
  see(event: RunEvent, lines: readonly string[]): void;
  /** In the order of their weight. */
  lines(): readonly string[];
}

/** Warnings and messages that are shown below a step; further ones are counted. What is wrong is shown whole. */
const MOST_LINES = 6;

/** A check that did not pass, once for all the places where it says the same. */
interface Found {
  readonly check: CheckResult;
  readonly targets: Set<string>;
}

/** No findings yet. */
export function createFindings(paint: Paint): Findings {
  const found = new Map<string, Found>();
  const wrong: string[] = [];
  const warnings: string[] = [];
  const messages: string[] = [];

  const seeCheck = (check: CheckResult, lines: readonly string[]): void => {
    // A passed check has lines when they are asked for. A skipped check is counted. Its reason is in the record.
    if (check.verdict === 'skip') return;
    if (check.verdict === 'pass') {
      messages.push(...lines.map((line) => line.trim()));
      return;
    }
    const { targets } = getOrAdd(found, `${check.verdict} ${check.id} ${check.message}`, check);
    targets.add(check.target);
  };
  const checksOf = (verdict: Verdict): readonly string[] =>
    [...found.values()]
      .filter(({ check }) => check.verdict === verdict)
      .flatMap(({ check, targets }) => [
        checkLine({ ...check, target: [...targets].join(', ') }, paint).trim(),
        ...(verdict === 'fail' ? doLine(check.hint, paint) : []),
      ]);
  const fail = ({ problems = [], ...error }: ErrorRecord): void => {
    // The failed checks say why the stage failed.
    if (checksOf('fail').length > 0 || wrong.length > 0) return;
    if (problems.length === 0) wrong.push(said(error));
    for (const problem of problems) {
      wrong.push(`${paint.red('missing')} ${said(problem)}`, ...doLine(problem.hint, paint));
    }
  };

  return {
    see(event, lines) {
      switch (event.type) {
        case 'check':
          seeCheck(event.check, lines);
          break;
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
      const others = [...checksOf('inconclusive'), ...checksOf('warn'), ...warnings, ...messages];
      const more = others.length - MOST_LINES;
      return [
        ...checksOf('fail'),
        ...wrong,
        ...others.slice(0, MOST_LINES),
        ...(more > 0 ? [paint.dim(`… and ${more} more`)] : []),
      ];
    },
  };
}

function getOrAdd(found: Map<string, Found>, key: string, check: CheckResult): Found {
  const known = found.get(key) ?? { check, targets: new Set<string>() };
  found.set(key, known);
  return known;
}

function doLine(hint: string | null | undefined, paint: Paint): readonly string[] {
  return hint === null || hint === undefined ? [] : [`  ${paint.dim('do')} ${oneLine(hint)}`];
}
