/** Clients of the app that never stop asking: over kept connections, over fresh ones, slowly, and in a stream. Each failed request is kept. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

export type ClientKind = 'keep-alive' | 'fresh' | 'slow' | 'streaming';

/** A request without a good answer. */
export interface FailedRequest {
  readonly kind: ClientKind;
  readonly at: Date;
  readonly what: string;
}

/** What the clients saw. */
export interface Traffic {
  readonly answered: Readonly<Record<ClientKind, number>>;
  readonly failed: readonly FailedRequest[];
}

/** Clients at work. */
export interface Clients {
  /** Requests without a good answer so far. */
  failures(): number;
  stop(): Promise<Traffic>;
}

const COUNTS: Readonly<Record<ClientKind, number>> = { 'keep-alive': 4, fresh: 1, slow: 2, streaming: 2 };
/** With so many clients, one of them asks about every 10 ms. */
const PAUSE_MS = 40;
const LIMIT_MS = 60_000;
/** How long a slow client takes to send its request, and in how many pieces. */
const SLOW = { pieces: 2, everyMs: 700 };
const STREAMING = { pieces: 25, everyMs: 100 };
const JOB = JSON.stringify({ areas: [{ areaM2: 12.5, coats: 2, prep: 'heavy' }], taxRate: 0.1 });

/** Starts them. */
export function startClients(url: string, ca: string): Clients {
  const answered: Record<ClientKind, number> = { 'keep-alive': 0, fresh: 0, slow: 0, streaming: 0 };
  const failed: FailedRequest[] = [];
  const kept = new Agent({ keepAlive: true, ca });
  const stopped = new AbortController();
  const askOnce = async (kind: ClientKind): Promise<void> => {
    try {
      const status = await askAs(kind, { url, ca, kept });
      if (status === 200) answered[kind] += 1;
      else failed.push({ kind, at: new Date(), what: `status ${status}` });
    } catch (error) {
      failed.push({ kind, at: new Date(), what: error instanceof Error ? error.message : String(error) });
    }
  };
  const clients = (Object.keys(COUNTS) as ClientKind[]).flatMap((kind) =>
    Array.from({ length: COUNTS[kind] }, async () => {
      while (!stopped.signal.aborted) {
        await askOnce(kind);
        await sleep(PAUSE_MS);
      }
    }),
  );
  return {
    failures: () => failed.length,
    async stop() {
      stopped.abort();
      await Promise.all(clients);
      kept.destroy();
      return { answered, failed };
    },
  };
}

interface Where {
  readonly url: string;
  readonly ca: string;
  readonly kept: Agent;
}

async function askAs(kind: ClientKind, { url, ca, kept }: Where): Promise<number> {
  switch (kind) {
    case 'keep-alive':
      return await send(`${url}/api/health`, { agent: kept }, []);
    case 'fresh':
      return await send(`${url}/.well-known/jwks.json`, { ca, agent: false }, []);
    case 'slow':
      return await send(
        `${url}/api/estimate`,
        { ca, agent: false, method: 'POST' },
        piecesOf(SLOW.pieces),
        SLOW.everyMs,
      );
    case 'streaming':
      return await send(
        `${url}/api/estimate`,
        { agent: kept, method: 'POST' },
        piecesOf(STREAMING.pieces),
        STREAMING.everyMs,
      );
    default:
      throw new Error(`unknown kind of client: ${String(kind satisfies never)}`);
  }
}

function piecesOf(count: number): readonly string[] {
  const size = Math.ceil(JOB.length / count);
  return Array.from({ length: count }, (_, index) => JOB.slice(index * size, (index + 1) * size));
}

/** Sends a request piece by piece; resolves with the status once the whole answer is there. */
async function send(
  url: string,
  options: { readonly ca?: string; readonly agent: Agent | false; readonly method?: string },
  pieces: readonly string[],
  everyMs = 0,
): Promise<number> {
  const headers = pieces.length > 0 ? { 'content-type': 'application/json' } : {};
  const outgoing = request(url, { ...options, headers, timeout: LIMIT_MS });
  outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
  const answer = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  answer.catch(() => undefined); // awaited below; it may fail while a piece is being sent
  for (const piece of pieces) {
    if (outgoing.destroyed) break;
    outgoing.write(piece);
    await sleep(everyMs);
  }
  outgoing.end();
  const [response] = await answer;
  // An answer that is cut off emits no end, but an error.
  await once(response.resume(), 'end');
  return response.statusCode ?? 0;
}
