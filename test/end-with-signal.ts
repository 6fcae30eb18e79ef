/** A signal that ends a test or a proof ends what it has started as well: servers, emulators, workers, and what they have started. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { endLeftOver } from '../scripts/end-left-over.ts';

const NAME = 'PAINTBOX_TEST_FILE';
const folders = new Set<string>();
let waits = false;

/**
 * To be called before anything is started whose environment comes from this process. The folder is gone then, too. Without a signal, whoever has started something
 * ends it.
 */
export function endWithSignal(folder?: string): void {
  if (folder !== undefined) folders.add(folder);
  if (waits) return;
  waits = true;
  // The runner of the tests has named this process already.
  process.env[NAME] ??= randomUUID();
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(signal));
}

function end(signal: NodeJS.Signals): void {
  endLeftOver(`${NAME}=${process.env[NAME]}`);
  for (const each of folders) {
    try {
      rmSync(each, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // What is still there is in a folder for things that may be lost.
    }
  }
  process.kill(process.pid, signal);
}
