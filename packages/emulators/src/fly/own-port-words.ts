/**
 * How a command in a machine reaches the machine's app at `http://127.0.0.1:INTERNAL_PORT`, while the app listens on another port of this computer:
 * Node.js by a module that is loaded first (own-ports.ts), curl by its own option, which leaves the request as it is, and every other program by
 * other words: an address in an argument gets the real port.
 */
import { basename } from 'node:path';

/** The ports of a machine. */
export interface OwnPorts {
  /** As the machine's config names them. */
  readonly internal: readonly number[];
  /** Where the app listens. */
  readonly real: number;
}

const loopback = String.raw`(127\.0\.0\.1|localhost|\[::1\])`;

/** The words of a command that is not Node.js. */
export function withOwnPort(words: readonly string[], { internal, real }: OwnPorts): string[] {
  if (internal.length === 0) return [...words];
  if (basename(words[0] ?? '') === 'curl') {
    const hosts = ['127.0.0.1', 'localhost', '[::1]'];
    const pairs = internal.flatMap((port) => hosts.map((host) => `${host}:${port}:127.0.0.1:${real}`));
    return [...words, ...pairs.flatMap((pair) => ['--connect-to', pair])];
  }
  const address = new RegExp(`${loopback}:(${internal.join('|')})(?![0-9])`, 'gu');
  return words.map((word) => word.replaceAll(address, `127.0.0.1:${real}`));
}
