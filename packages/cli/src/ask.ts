/** Asks the person at the terminal. */
import { createInterface } from 'node:readline';
import type { Input, Output } from './io.ts';
import { printable } from './printable.ts';

/** Where a question is asked. */
export interface AskOptions {
  readonly input: Input;
  readonly output: Output;
  /** Ends the question; the promise then rejects with its reason. */
  readonly signal: AbortSignal;
}

/** True only for `y` or `yes`; the end of the input means no. */
export async function ask(question: string, { input, output, signal }: AskOptions): Promise<boolean> {
  signal.throwIfAborted();
  output.write(`${printable(question).trimEnd()} [y/N] `);
  // Not a `terminal`: the system echoes the input, and Ctrl-C stays a signal.
  const lines = createInterface({ input, terminal: false });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      lines.once('line', (line) => resolve(/^\s*y(es)?\s*$/i.test(line)));
      lines.once('close', () => resolve(false));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  } finally {
    lines.close();
    if (signal.aborted) output.write('\n');
  }
}
