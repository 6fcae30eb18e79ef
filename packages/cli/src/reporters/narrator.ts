/** Describes a run in lines, one for each important event. The plain and the GitHub reporter print them. */
import type { CheckResult, RunEvent } from '@paintbox/deploy-core';
import { counted } from '@paintbox/deploy-core/run';
import type { ErrorRecord, EventOf } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine, printable } from '../printable.ts';
import { keptText } from './kept.ts';
import { createTally } from './tally.ts';

/** Progress of one stage is printed at most this often, in ms. The heartbeat shows the rest. */
const PROGRESS_EVERY_MS = 5_000;

/** Turns events into lines. */
export type Narrator = (event: RunEvent) => readonly string[];

/** A narrator; a verbose one also prints debug lines, passed checks and outcomes. A resumed run does not say its `note` itself. */
export function createNarrator(paint: Paint, verbose: boolean, note?: string): Narrator {
  const tally = createTally();
  const progressAt = new Map<string, number>();
  const resumed = new Set<string>();
  const warned = new Set<string>();
  const line = (word: string, colour: (text: string) => string, stage: string, rest: string): string =>
    `${colour(word.padEnd(8))}${stage}${rest === '' ? '' : `  ${rest}`}`;

  const hasFailedChecks = (stage: string): boolean => tally.text(stage).includes('fail');
  /** Checks that failed have their lines already, and the last words say the cause: between them stands only how many. */
  const why = ({ stage, error }: { readonly stage: string; readonly error: ErrorRecord }): string =>
    hasFailedChecks(stage) ? `${error.code}  ${tally.text(stage)}` : said(error);

  return (event) => {
    switch (event.type) {
      case 'run.started':
        return [
          `${paint.bold(event.pipeline)} → ${paint.bold(event.environment)}  ${event.app}  ${event.url}`,
          ...(event.note === undefined ? [] : [paint.yellow(oneLine(event.note))]),
          paint.dim(`run ${event.runId}, ${counted(event.stages.length, 'stage')}`),
        ];
      case 'run.resumed':
        resumed.add(event.runId);
        return [
          `${paint.bold('resuming')} run ${event.runId}, to ${event.goal} it`,
          ...(note === undefined ? [] : [paint.yellow(oneLine(note))]),
        ];
      case 'stage.started':
        return event.attempt === 1
          ? [
              line(
                'start',
                paint.cyan,
                event.stage,
                paint.dim(event.describe === event.stage ? '' : oneLine(event.describe)),
              ),
            ]
          : [];
      case 'stage.progress': {
        const now = Date.parse(event.ts);
        const last = progressAt.get(event.stage);
        if (!verbose && last !== undefined && now - last < PROGRESS_EVERY_MS) return [];
        progressAt.set(event.stage, now);
        return [line('', paint.dim, event.stage, oneLine(event.message))];
      }
      case 'stage.throttled':
        return [
          line(
            '',
            paint.dim,
            event.stage,
            `${oneLine(event.service)} asks to call less often, so this waits`,
          ),
        ];
      case 'stage.log': {
        if (event.level === 'debug' && !verbose) return [];
        if (event.level === 'warn') {
          // Several stages may find the same. It is said once.
          if (warned.has(event.message) && !verbose) return [];
          warned.add(event.message);
        }
        const colour = event.level === 'warn' ? paint.yellow : paint.dim;
        return [
          line(event.level === 'info' ? '' : event.level, colour, event.stage, indented(event.message)),
        ];
      }
      case 'stage.retrying':
        return [
          line('retry', paint.yellow, event.stage, `try ${event.attempt} follows: ${said(event.error)}`),
        ];
      case 'stage.succeeded': {
        const checks = tally.text(event.stage);
        return [
          line(
            'ok',
            paint.green,
            event.stage,
            [durationText(event.durationMs), checks].filter(Boolean).join('  '),
          ),
        ];
      }
      case 'stage.skipped':
        return [line('skip', paint.yellow, event.stage, oneLine(event.reason))];
      case 'stage.failed':
        return [
          line('FAIL', paint.red, event.stage, `${durationText(event.durationMs)}  ${why(event)}`),
          ...problemLines(event.error, hasFailedChecks(event.stage), paint),
        ];
      case 'stage.cancelled':
        return [line('stop', paint.yellow, event.stage, whyCancelled(event))];
      case 'effect.intent':
        return [line('do', paint.cyan, event.stage, oneLine(event.describe))];
      case 'effect.outcome': {
        if (event.outcome === 'done')
          return verbose ? [line('done', paint.dim, event.stage, event.effect)] : [];
        const why = event.error === undefined ? '' : `: ${said(event.error)}`;
        return [
          line(
            event.outcome === 'unknown' ? '???' : 'undone',
            paint.red,
            event.stage,
            `${event.effect} is ${event.outcome}${why}`,
          ),
        ];
      }
      case 'check':
        tally.add(event.stage, event.check);
        if (event.check.verdict === 'pass' && !verbose) return [];
        return [
          checkLine(event.check, paint),
          ...(event.check.verdict === 'fail' ? doLines(event.check.hint, paint) : []),
        ];
      case 'run.threw':
        return [
          line('FAIL', paint.red, 'the run', `an uncaught error belongs to no stage: ${said(event.error)}`),
        ];
      case 'stage.kept':
        return [line('kept', paint.yellow, event.stage, keptText(event))];
      case 'undo.started':
        return [line('undo', paint.yellow, event.stage, '')];
      case 'undo.succeeded':
        return [
          line('undone', paint.green, event.stage, event.proven ? 'and seen to be gone' : 'not proven'),
        ];
      case 'undo.failed':
        return [line('FAIL', paint.red, event.stage, `undo failed: ${said(event.error)}`)];
      case 'verify.started':
        tally.reset(event.stage);
        return [line('verify', paint.cyan, event.stage, 'on what was put back')];
      case 'verify.succeeded':
        return [
          line(
            'ok',
            paint.green,
            event.stage,
            ['verified', tally.text(event.stage)].filter(Boolean).join('  '),
          ),
        ];
      case 'verify.failed':
        return [line('FAIL', paint.red, event.stage, `not verified: ${why(event)}`)];
      case 'listener.failed':
        return [line('warn', paint.yellow, event.listener, `stopped listening: ${said(event.error)}`)];
      case 'run.ended':
        return resumed.has(event.runId) ? [paint.dim(`run ${event.runId} ended: ${event.status}`)] : [];
      default:
        // A newer core may send other events. They are left out.
        return [];
    }
  };
}

/** One check, as a line. */
export function checkLine(check: CheckResult, paint: Paint): string {
  const colour = {
    pass: paint.green,
    warn: paint.yellow,
    fail: paint.red,
    skip: paint.dim,
    inconclusive: paint.yellow,
  }[check.verdict];
  // Some messages name the target themselves.
  const target = check.target === '' || check.message.includes(check.target) ? [] : [check.target];
  return [
    `  ${colour(check.verdict)} ${check.id}`,
    oneLine(check.message),
    ...target.map((text) => paint.dim(oneLine(text))),
  ].join('  ');
}

/** The gathered problems of an error, each with what to do. Failed checks have their lines already. */
function problemLines({ problems = [] }: ErrorRecord, areShown: boolean, paint: Paint): readonly string[] {
  if (areShown) return [];
  return problems.flatMap((problem) => [
    `  ${paint.red('missing')} ${said(problem)}`,
    ...doLines(problem.hint, paint),
  ]);
}

function doLines(hint: string | null | undefined, paint: Paint): readonly string[] {
  return hint === null || hint === undefined ? [] : [`    ${paint.dim('do')}  ${oneLine(hint)}`];
}

/** Why a stage was cancelled: the run was cancelled, or a person declined. */
export function whyCancelled(event: EventOf<'stage.cancelled'>): string {
  return event.error === undefined
    ? `cancelled after ${durationText(event.durationMs)}`
    : oneLine(event.error.message);
}

/** An error in one line. */
export function said(error: ErrorRecord): string {
  return `${error.code}: ${oneLine(error.message)}`;
}

function indented(message: string): string {
  return printable(message).trimEnd().replaceAll('\n', '\n          ');
}
