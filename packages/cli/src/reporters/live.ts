/** One step on a terminal: its title, its present message, and its outcome. */
import type { RunEvent } from '@paintbox/deploy-core';
import { durationText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { said, whyCancelled } from './narrator.ts';
import { createTally } from './tally.ts';

/** A step that the screen draws until it is done. */
export interface Live {
  readonly name: string;
  readonly done: boolean;
  /** Resolves when it is done. */
  readonly over: Promise<void>;
  /** One line; when done, with the outcome and the warnings below it. Empty for a step without any event. */
  title(): string;
  /** Its present message; may be empty. */
  note(): string;
  /** Called with the lines that a plain reporter would print. */
  see(event: RunEvent, lines: readonly string[]): void;
  /** True after its first event. */
  readonly seen: boolean;
  /** Ends it without an outcome, when the run has moved on or ended. */
  leave(): void;
  /** Called on every change. There is only one callback. */
  onChange(redraw: (() => void) | undefined): void;
}

/** How many warnings are shown below a step; further ones are counted. */
const MOST_LINES = 6;

/** A step that has not ended. */
export function createLive(name: string, paint: Paint): Live {
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const tally = createTally();
  const kept: string[] = [];
  const startedAt = Date.now();
  let outcome: string | undefined;
  let note = '';
  let seen = false;
  let redraw: (() => void) | undefined;

  const end = (mark: string, ...words: readonly string[]): void => {
    if (outcome !== undefined) return;
    const more = kept.length > MOST_LINES ? [paint.dim(`… and ${kept.length - MOST_LINES} more`)] : [];
    const title = [`${mark} ${name}`, ...words.filter((word) => word !== '')].join('  ');
    outcome = [title, ...kept.slice(0, MOST_LINES), ...more].join('\n');
    finish();
  };
  const took = (ms: number): string => paint.dim(durationText(ms));
  const ok = paint.green('✔');
  const failed = paint.red('✖');

  return {
    name,
    over,
    get done() {
      return outcome !== undefined;
    },
    get seen() {
      return seen;
    },
    title: () => outcome ?? (seen ? [name, tally.text('')].filter(Boolean).join('  ') : ''),
    note: () => note,
    leave() {
      if (seen) end(paint.dim('-'), paint.dim('not ended'));
      outcome ??= '';
      finish();
    },
    onChange: (changed) => {
      redraw = changed;
    },
    see(event, lines) {
      seen = true;
      switch (event.type) {
        case 'stage.started':
          note = event.describe === event.stage ? '' : oneLine(event.describe);
          break;
        case 'stage.progress':
          note = oneLine(event.message);
          break;
        case 'effect.intent':
          note = oneLine(event.describe);
          break;
        case 'stage.log':
          if (event.level === 'info') note = oneLine(event.message);
          else if (lines.length > 0) kept.push(`${paint.yellow(event.level)} ${oneLine(event.message)}`);
          break;
        case 'check':
          tally.add('', event.check);
          kept.push(...lines.map((line) => line.trim()));
          break;
        case 'stage.retrying':
          note = `try ${event.attempt} follows: ${said(event.error)}`;
          break;
        case 'effect.outcome':
          if (event.outcome === 'unknown') kept.push(...lines);
          break;
        case 'stage.succeeded':
          end(ok, took(event.durationMs), tally.text(''));
          break;
        case 'stage.skipped':
          end(paint.yellow('↓'), paint.dim(oneLine(event.reason)));
          break;
        case 'stage.failed':
          end(failed, took(event.durationMs), tally.text(''), said(event.error));
          break;
        case 'stage.cancelled':
          end(paint.yellow('■'), paint.dim(whyCancelled(event)));
          break;
        case 'undo.succeeded':
          end(ok, took(Date.now() - startedAt), event.proven ? 'undone, and seen to be gone' : 'undone');
          break;
        case 'verify.succeeded':
          end(ok, took(Date.now() - startedAt), 'verified', tally.text(''));
          break;
        case 'undo.failed':
        case 'verify.failed':
          end(failed, took(Date.now() - startedAt), tally.text(''), said(event.error));
          break;
        default:
      }
      redraw?.();
    },
  };
}
