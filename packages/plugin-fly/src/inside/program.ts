/** A program of an image that can ask its own machine over HTTP: how it is called, and how its output is read. */
import type { InsideAnswer } from '@paintbox/deploy-core/release';
import type { ExecResult } from '../api/machines.ts';

/** A request with all that is added to it, secrets in plain text. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  /** Something in it must not stand in the arguments of a program. */
  readonly isSecret: boolean;
  /** Text that no app prints by chance, of letters, digits and dashes only: curl reads `@` and `%` in it as more than text. */
  readonly mark: string;
}

/** What to run. */
export interface Command {
  readonly argv: readonly string[];
  readonly stdin?: string | undefined;
}

/** A program that asks. */
export interface Program {
  readonly name: string;
  /** How many requests it makes in one run. */
  readonly atOnce: number;
  /** The command for some requests, or why this program cannot send them. */
  command(requests: readonly PlainRequest[]): Command | { readonly cannot: string };
  /** An answer for each request. Reads whatever was printed. */
  read(ran: ExecResult, requests: readonly PlainRequest[]): readonly InsideAnswer[];
}

/** How many requests a program makes in one run, where it can make several: all of it must end within one exec, and print no more than the platform takes. */
export const MOST_AT_ONCE = 32;

/** Longest body that is kept, in bytes for programs that can stop there, else in characters. */
export const MOST_BODY = 256_000;

/** What an answer without a whole body says. */
export const TOO_LONG: string = `the body is longer than ${MOST_BODY} bytes`;

/** What a program read off an answer. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly cut?: string | undefined;
}

/** An answer, its body as far as it can be used. */
export function answered(program: string, { status, headers, body, cut }: ReadAnswer): InsideAnswer {
  const encoding = headers.findLast(([name]) => name.toLowerCase() === 'content-encoding')?.[1] ?? '';
  const start = { outcome: 'answered', program, status, headers } as const;
  if (!['', 'identity'].includes(encoding.trim().toLowerCase()) && body !== '') {
    return { ...start, body: '', cut: 'the body is compressed, which was not asked for' };
  }
  const isTooLong = body.length > MOST_BODY;
  const why = cut ?? (isTooLong ? TOO_LONG : undefined);
  const kept = isTooLong ? body.slice(0, MOST_BODY) : body;
  return { ...start, body: kept, ...(why === undefined ? {} : { cut: why }) };
}

/** The app was asked and did not answer. */
export function silent(
  program: string,
  kind: 'refused' | 'timeout' | 'reset' | 'other',
  reason: string,
): InsideAnswer {
  return { outcome: 'no-answer', kind, reason, program };
}

/** Nothing came of it that says anything about the app. */
export function unread(program: string, ran: ExecResult): InsideAnswer {
  const said = shortly(ran.stderr);
  const end = ran.signal === null ? `exit code ${ran.exitCode}` : `killed by signal ${ran.signal}`;
  const words = said === '' ? '' : `: ${said}`;
  return { outcome: 'not-asked', kind: 'unclear', reason: `${program} printed no answer (${end})${words}` };
}

/** A line of a program's text that may go to a terminal. */
export function shortly(text: string): string {
  const line = text.slice(0, 2000).replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return line.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}
