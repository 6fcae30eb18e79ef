/** Prints that a silent run is still alive, because CI systems and people stop jobs that print nothing. */
import type { RunEvent } from '@paintbox/deploy-core';
import { durationText, elapsedText } from '../arguments/duration.ts';
import { oneLine } from '../printable.ts';

/** Watches a run, and prints a line after silence. */
export interface Heartbeat {
  see(event: RunEvent): void;
  /** Called whenever something was printed. */
  printed(): void;
  stop(): void;
}

/** A message older than this, in ms, is told with its age. */
const STALE_MS = 5_000;

/** A heartbeat that prints after `everyMs` of silence; it does not keep the process alive. */
export function createHeartbeat(everyMs: number, print: (line: string) => void): Heartbeat {
  const running = new Map<string, { readonly since: number; note: string; at: number }>();
  let timer: NodeJS.Timeout | undefined;
  const beat = (): void => {
    const now = Date.now();
    const parts = [...running].map(([stage, { since, note, at }]) => {
      // An old message says nothing about now, so it has its age.
      const ago = now - at < STALE_MS ? '' : `${elapsedText(now - at)} ago: `;
      return `${stage} (${durationText(now - since)}${note === '' ? '' : `, ${ago}${note}`})`;
    });
    if (parts.length > 0) print(`still running: ${parts.join('; ')}`);
  };
  const restart = (): void => {
    clearInterval(timer);
    timer = setInterval(beat, everyMs).unref();
  };
  return {
    see(event) {
      if (timer === undefined && event.type !== 'run.ended') restart();
      switch (event.type) {
        case 'stage.started':
        case 'undo.started':
        case 'verify.started':
          running.set(event.stage, { since: Date.now(), note: '', at: Date.now() });
          break;
        case 'stage.progress': {
          const entry = running.get(event.stage);
          if (entry !== undefined) Object.assign(entry, { note: oneLine(event.message, 80), at: Date.now() });
          break;
        }
        case 'stage.succeeded':
        case 'stage.failed':
        case 'stage.skipped':
        case 'stage.cancelled':
        case 'undo.succeeded':
        case 'undo.failed':
        case 'verify.succeeded':
        case 'verify.failed':
          running.delete(event.stage);
          break;
        default:
      }
    },
    printed: () => timer !== undefined && restart(),
    stop() {
      clearInterval(timer);
      timer = undefined;
      running.clear();
    },
  };
}
