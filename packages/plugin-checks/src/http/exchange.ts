/**
 * The only file that opens HTTP connections. One request and its answer, read as HTTP wants it. `fetch` is not used: it breaks off at a `100 Continue` that it
 * did not ask for, which RFC 9110 §15.2 says a client must be able to read, and cannot tell a kept connection from a new one.
 */
import { request as requestPlain } from 'node:http';
import type { Agent, AgentOptions, IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Duplex } from 'node:stream';
import { proxyAgents } from '@paintbox/deploy-core/proxy';
import type { ProxyAgents } from '@paintbox/deploy-core/proxy';

/** What is sent. */
export interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** The beginning of an answer; its body is still to be read. */
export interface Begun {
  readonly response: IncomingMessage;
  /** Rejects when the connection fails before the body is complete. */
  readonly failed: Promise<never>;
}

/** Idle connections are closed after this time, because servers close theirs soon after it. */
const IDLE_MS = 4_000;

const kept: AgentOptions = { keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' };
const again = proxyAgents(process.env, kept);
const keeping: ProxyAgents = { http: strict(again.http), https: strict(again.https) };
/** Each request gets a connection of its own. */
const once = proxyAgents(process.env);

/** Sends a request and waits for the head of its final answer. Interim answers (1xx) are read over. */
export async function exchange(asked: Request): Promise<Begun> {
  const { origin } = new URL(asked.url);
  const metAt = closing.get(origin) ?? Number.NEGATIVE_INFINITY;
  try {
    return await askOver(asked, performance.now() - metAt > WARY_MS ? keeping : once);
  } catch (error) {
    if (!(error instanceof IdleClosed)) throw error;
    // The server closed a kept connection while the request was on its way: clients ask again (RFC 9110 §9.2.2). Or it cut the request off: each has a connection
    // of its own for a while, which tells the two apart.
    closing.set(origin, performance.now());
    return askOver(asked, once);
  }
}

/** When a server was last seen to close a kept connection under a request, by its origin. */
const closing = new Map<string, number>();
const WARY_MS = 60_000;

/** A kept connection that the server had closed. */
class IdleClosed extends Error {}

function askOver({ url, method, headers, body, signal }: Request, agents: ProxyAgents): Promise<Begun> {
  const isSecure = new URL(url).protocol === 'https:';
  return new Promise<Begun>((resolve, reject) => {
    const sent = (isSecure ? requestSecure : requestPlain)(url, {
      method,
      headers,
      signal,
      agent: isSecure ? agents.https : agents.http,
    });
    let response: IncomingMessage | undefined;
    const failed = Promise.withResolvers<never>();
    // Nobody may wait for it.
    failed.promise.catch(() => {});
    sent.once('response', (message) => {
      response = message;
      message.once('error', failed.reject);
      resolve({ response: message, failed: failed.promise });
    });
    sent.on('error', (error) => {
      const { socket, reusedSocket } = sent;
      const unheard = reusedSocket && socket !== null && socket.bytesRead === received.get(socket);
      if (response === undefined)
        reject(unheard && method === 'GET' && !signal.aborted ? new IdleClosed() : error);
      // After the last byte of an answer, what else comes over the connection is not its fault.
      else if (!response.complete) failed.reject(error);
    });
    // A switch of protocols that nobody asked for ends without an error.
    sent.once('close', () => {
      if (response === undefined) reject(new Error('the connection was closed without an answer'));
    });
    sent.end(body);
  });
}

/** What a kept connection had received when it was kept. */
const received = new WeakMap<Duplex, number>();

/** An agent that keeps no connection over which something comes that nobody asked for (RFC 9112 §9.2). */
function strict<A extends Agent>(agent: A): A {
  const keep = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  const drop = function drop(this: Duplex): void {
    this.destroy();
  };
  // Node's documentation invites to replace both.
  agent.keepSocketAlive = (socket: Duplex) => {
    received.set(socket, 'bytesRead' in socket ? Number(socket.bytesRead) : 0);
    socket.on('data', drop).resume();
    return keep(socket);
  };
  agent.reuseSocket = (socket: Duplex, request) => {
    socket.off('data', drop);
    reuse(socket, request);
  };
  return agent;
}
