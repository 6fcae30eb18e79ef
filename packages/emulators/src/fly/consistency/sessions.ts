/** Clients that keep the platform's cookie, and what each has written. */
import type { IncomingHttpHeaders } from 'node:http';
import { shortId } from '../ids.ts';

const cookie = 'fly-emulator-affinity';
const most = 1000;

export class Sessions {
  readonly #written = new Map<string, Set<string>>();

  /** The client's session, if it keeps one. */
  of({ cookie: sent = '' }: IncomingHttpHeaders): string | undefined {
    const pairs = sent.split(';').map((pair) => pair.trim().split('='));
    const id = pairs.find(([name]) => name === cookie)?.[1];
    return id !== undefined && this.#written.has(id) ? id : undefined;
  }

  /** A new session; the oldest of too many is forgotten. */
  open(): string {
    const id = shortId();
    this.#written.set(id, new Set());
    const [oldest] = this.#written.keys();
    if (this.#written.size > most && oldest !== undefined) this.#written.delete(oldest);
    return id;
  }

  header(session: string): string {
    return `${cookie}=${session}; Path=/; HttpOnly`;
  }

  /** Notes that the client changed a machine. */
  wrote(session: string, machine: string): void {
    this.#written.get(session)?.add(machine);
  }

  hasWritten(session: string | undefined, machine: string): boolean {
    return session !== undefined && (this.#written.get(session)?.has(machine) ?? false);
  }
}
