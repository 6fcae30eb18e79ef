/** The hash chain of a journal: each line carries the hash of the line before, so that a changed byte is found and its line is named. */
import { hash as digest } from 'node:crypto';
import { journalBroken, journalNewer } from '../state-errors.ts';
import type { RunEvent } from '../words/event.ts';

/** The hash that the first line of a journal follows. */
export const GENESIS: string = '0'.repeat(64);

/** The format that this version writes, and the latest one it reads. */
export const JOURNAL_FORMAT = 1;

/** A line to write, the hash that the next line must follow, and the event as a reader of the line gets it. */
export interface WrittenEvent<E> extends LinkedEvent<E> {
  readonly line: string;
}

/** The line for an event. */
export function linkedLine<E extends object>(event: E, prev: string): WrittenEvent<E> {
  const body = JSON.stringify(event);
  const hash = hashOf(prev, body);
  // Read back at once: JSON may lose something, and a live run must see the same as a resumed one.
  return {
    line: `{"prev":"${prev}","hash":"${hash}","event":${body}}`,
    hash,
    event: JSON.parse(body) as E,
  };
}

/** The place in the chain that a line claims, unchecked; undefined when it claims none. */
export function linkOf(line: string): { readonly prev: string; readonly hash: string } | undefined {
  const [, prev, hash] = /^\{"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"/.exec(line) ?? [];
  return prev === undefined || hash === undefined ? undefined : { prev, hash };
}

/** A line read back. */
export interface LinkedEvent<E = RunEvent> {
  readonly event: E;
  readonly hash: string;
}

/**
 * Reads one line and checks that it follows `prev`.
 *
 * @throws DeployError `JOURNAL_BROKEN` when the line was changed or does not follow, `JOURNAL_NEWER` when it has a later format.
 */
export function readLine<E = RunEvent>(line: string, prev: string, where: string): LinkedEvent<E> {
  const parsed = parse<E>(line);
  if (parsed === undefined) throw journalBroken(where, 'was changed after it was written');
  // Checked before the chain, because a later format may chain its lines in another way.
  assertReadable(parsed.event, where);
  // The body is cut out as text, because hashing a re-serialised event would miss changes in white space.
  const body = line.slice(line.indexOf('"event":') + '"event":'.length, -1);
  if (parsed.prev !== prev) throw journalBroken(where, 'does not follow the line before it');
  if (parsed.hash !== hashOf(prev, body)) throw journalBroken(where, 'was changed after it was written');
  return { event: parsed.event, hash: parsed.hash };
}

function assertReadable(event: unknown, where: string): void {
  if (typeof event !== 'object' || event === null || !('journal' in event)) return;
  const version = 'version' in event ? String(event.version) : 'unknown';
  if (typeof event.journal === 'number' && event.journal > JOURNAL_FORMAT) {
    throw journalNewer(where, event.journal, JOURNAL_FORMAT, version);
  }
}

interface ParsedLine<E> {
  readonly prev: string;
  readonly hash: string;
  readonly event: E;
}

function parse<E>(line: string): ParsedLine<E> | undefined {
  try {
    return { ...(JSON.parse(line) as ParsedLine<E>) };
  } catch {
    return undefined;
  }
}

function hashOf(prev: string, body: string): string {
  return digest('sha256', `${prev}\n${body}`, 'hex');
}
