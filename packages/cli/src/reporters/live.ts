/** One step on a terminal: its title, its present message, and its outcome with what it found. */
import type { RunEvent } from '@paintbox/deploy-core';
import { durationText, elapsedText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { createFindings } from './findings.ts';
import { said, whyCancelled } from './narrator.ts';
import { createTally } from './tally.ts';

/** A step that the screen draws until it is done. */
export interface Live {
  readonly name: string;
  readonly done: boolean;
  /** Resolves when it is done. */
  readonly over: Promise<void>;
  /** While it runs, one line with its time; when done, the outcome with the findings below it. Empty for a step without any event. */
  title(): string;
  /** Its present message in at most `width` columns, with its age when it is old; may be empty. */
  note(width: number): string;
  /** Called with the lines that a plain reporter would print. */
  see(event: RunEvent, lines: readonly string[]): void;
  /** True after its first event. */
  readonly seen: boolean;
  /** Ends it without an outcome, when the run has moved on or ended. */
  leave(): void;
  /** Called on every change. There is only one callback. */
  onChange(redraw: (() => void) | undefined): void;
}

/** A message older than this, in ms, is shown with its age: the step may be doing something else by now. */
const STALE_MS = 4_000;

/** A step that has not ended. `usualMs` is how long it usually takes, as far as is known. */
export function createLive(name: string, paint: Paint, usualMs: () => number | undefined): Live {
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const tally = createTally();
  const findings = createFindings(paint);
  let startedAt = Date.now();
  let outcome: string | undefined;
  let note = { text: '', at: startedAt };
  let seen = false;
  let redraw: (() => void) | undefined;

  const say = (text: string): void => {
    note = { text: oneLine(text), at: Date.now() };
  };
  const end = (mark: string, ...words: readonly string[]): void => {
    if (outcome !== undefined) return;
    const title = [`${mark} ${name}`, ...words.filter((word) => word !== '')].join('  ');
    outcome = [title, ...findings.lines()].join('\n');
    finish();
  };
  const took = (ms: number): string => paint.dim(durationText(ms));
  const ok = paint.green('✔');
  const failed = paint.red('✖');
  const running = (): string => {
    const elapsed = Date.now() - startedAt;
    const usual = usualMs() ?? 0;
    const late = elapsed > 2 * usual + 5_000;
    const usually = usual < 1_000 ? '' : `, usually ${elapsedText(usual)}`;
    const time = elapsed < 1_000 && usually === '' ? '' : `${elapsedText(elapsed)}${usually}`;
    const colour = usual > 0 && late ? paint.yellow : paint.dim;
    return [name, time === '' ? '' : colour(time), tally.text('')].filter(Boolean).join('  ');
  };

  return {
    name,
    over,
    get done() {
      return outcome !== undefined;
    },
    get seen() {
      return seen;
    },
    title: () => outcome ?? (seen ? running() : ''),
    note(width) {
      const age = Date.now() - note.at;
      const ago = note.text === '' || age < STALE_MS ? '' : `, ${elapsedText(age)} ago`;
      return `${oneLine(note.text, Math.max(20, width - ago.length))}${ago}`;
    },
    leave() {
      if (seen) end(paint.dim('-'), paint.dim('not ended'));
      outcome ??= '';
      finish();
    },
    onChange: (changed) => {
      redraw = changed;
    },
    see(event, lines) {
      if (!seen) startedAt = Date.now();
      seen = true;
      findings.see(event, lines);
      switch (event.type) {
        case 'stage.started':
          say(event.describe === event.stage ? '' : event.describe);
          break;
        case 'undo.started':
          say('taking back what it changed');
          break;
        case 'verify.started':
          say('checking what was put back');
          break;
        case 'stage.progress':
          say(event.message);
          break;
        case 'stage.throttled':
          say(`${event.service} asks to call less often, so this waits`);
          break;
        case 'effect.intent':
          say(event.describe);
          break;
        case 'stage.log':
          if (event.level === 'info') say(event.message);
          break;
        case 'check':
          tally.add('', event.check);
          break;
        case 'stage.retrying':
          say(`try ${event.attempt} follows: ${said(event.error)}`);
          break;
        case 'stage.succeeded':
          end(ok, took(event.durationMs), tally.text(''));
          break;
        case 'stage.skipped':
          end(paint.yellow('↓'), paint.dim(oneLine(event.reason)));
          break;
        case 'stage.failed':
          end(failed, took(event.durationMs), tally.text(''));
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
          end(failed, took(Date.now() - startedAt), tally.text(''));
          break;
        default:
      }
      redraw?.();
    },
  };
}
