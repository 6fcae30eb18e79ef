/** Writes requested output completely. If that fails, the command says so and ends with exit code 74 in place of 0. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorRecord } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { outputLost } from './errors.ts';
import type { Io } from './io.ts';
import { createPaint, wantsColour } from './paint.ts';
import { errorLines } from './reporters/details.ts';

/** Writes on stdout; returns why it could not, if so. Who reads lines may leave when they have seen enough; who asked for one JSON document wants all of it. */
export async function delivered(io: Io, text: string, kind: 'lines' | 'document'): Promise<unknown> {
  try {
    if (io.deliver === undefined) io.stdout.write(text);
    else await io.deliver(text);
    return undefined;
  } catch (error) {
    return kind === 'lines' && codeOf(error) === 'EPIPE' ? undefined : error;
  }
}

/** Prints a JSON document, and returns the exit code to end with. */
export async function printDocument(io: Io, document: object, exitCode: ExitCode = 0): Promise<ExitCode> {
  const error = await delivered(io, `${JSON.stringify(document)}\n`, 'document');
  return afterLosses(io, exitCode, [{ what: 'what was to be printed', error }]);
}

/** Prints text that a command was asked for, and returns the exit code to end with. */
export async function printLines(io: Io, text: string): Promise<ExitCode> {
  return afterLosses(io, 0, [{ what: 'what was to be printed', error: await delivered(io, text, 'lines') }]);
}

/** A requested output, and why it could not be written; undefined when it was written. */
export interface Loss {
  readonly what: string;
  readonly error: unknown;
}

/** Reports on stderr what was lost, and returns the exit code. A command that failed keeps its own. */
export function afterLosses(io: Io, exitCode: ExitCode, losses: readonly Loss[]): ExitCode {
  const lost = losses.filter(({ error }) => error !== undefined);
  if (lost.length === 0) return exitCode;
  const paint = createPaint(wantsColour(io.stderr, io.env, false));
  const lines = lost.flatMap(({ what, error }) => errorLines(errorRecord(outputLost(what, error)), paint));
  io.stderr.write(`${lines.join('\n')}\n`);
  return exitCode === 0 ? 74 : exitCode;
}

/** Writes text whole. Node's stream for a file takes a part that still fitted on the disk for all of it, so a file is written here. */
export function writeWhole(
  stream: NodeJS.WritableStream & { readonly fd: number },
  text: string,
): Promise<void> {
  if (!(stream instanceof Socket)) return Promise.resolve().then(() => writeAll(stream.fd, text));
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

const PAUSE_MS = 10;
/** How often a full pipe is tried again. */
const TRIES = 100;

/**
 * Writes text on a descriptor, past any stream.
 *
 * @throws what the system says: ENOSPC, EIO, EPIPE, and EAGAIN when nobody reads for a second.
 */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let tries = 0;
  for (let at = 0; at < bytes.length;) {
    try {
      const taken = writeSync(descriptor, bytes, at);
      // Some devices neither take anything nor say why; asked again, they would never end it.
      if (taken === 0) throw new Error('nothing was taken, and no reason given');
      at += taken;
      tries = 0;
    } catch (error) {
      tries += 1;
      if (codeOf(error) !== 'EAGAIN' || tries > TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
