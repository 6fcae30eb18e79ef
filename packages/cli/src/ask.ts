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

/** Several questions in a row, each answered by a line. */
export interface Dialogue {
  /** The answer; the usual one for an empty line, and at the end of the input. */
  line(question: string, usual: string): Promise<string>;
  /** True only for `y` or `yes`, or an empty line; the end of the input means no. */
  confirm(question: string): Promise<boolean>;
  close(): void;
}

/** Questions share one reader: lines that are pasted together would be lost between two. */
export function createDialogue({ input, output }: Omit<AskOptions, 'signal'>): Dialogue {
  const lines = createInterface({ input, terminal: false });
  const typed = lines[Symbol.asyncIterator]();
  /** Undefined at the end of the input. */
  const answerTo = async (prompt: string): Promise<string | undefined> => {
    output.write(prompt);
    const { value, done } = await typed.next();
    if (done !== true) return printable(value).trim();
    output.write('\n');
    return undefined;
  };
  return {
    async line(question, usual) {
      const answer = (await answerTo(`${question} [${usual}] `)) ?? '';
      return answer === '' ? usual : answer;
    },
    async confirm(question) {
      const answer = await answerTo(`${question} [Y/n] `);
      return answer !== undefined && /^(y(es)?)?$/i.test(answer);
    },
    close: () => lines.close(),
  };
}
