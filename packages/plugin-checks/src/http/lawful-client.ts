/**
 * Makes a client of autocannon read answers as HTTP wants it. By itself it takes an interim answer (103) for the answer, throws at an answer that nobody
 * asked for, asks over a connection that the server said it closes, and loses requests that were under way when a connection ended. Seen in its lib/httpClient.js,
 * version 9.0.0.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { BurstPlan } from './burst-plan.ts';
import type { BurstTally } from './burst-tally.ts';

/** The parts of autocannon's client that are used or replaced here. */
export interface LoadClient extends EventEmitter {
  conn: Socket;
  readonly parser: Parser;
  readonly pipelinedRequests: {
    size(): number;
    addByteCount(count: number): void;
    setHeaders(head: Head): void;
    toArray(): { startTime: readonly [number, number] }[];
  };
  readonly timeoutTicker: { reschedule(ms: number): void };
  readonly destroyed: boolean;
  readonly responseMax: number;
  rate: number;
  reqsMade: number;
  timeout: number;
  _connect(): void;
  _doRequest(): void;
  _resetConnection(): void;
  destroy(): void;
}

/** The parser of http-parser-js, with its callbacks by number. */
interface Parser {
  readonly state: string;
  readonly offset: number;
  reinitialize(type: 'RESPONSE'): void;
  execute(chunk: Buffer): number | Error;
  finish(): Error | undefined;
  [ON_HEAD]: (head: Head) => void;
  [ON_BODY]: () => void;
  [ON_END]: () => void;
}

interface Head {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** False for `connection: close`, and for HTTP/1.0 without keep-alive. */
  readonly shouldKeepAlive: boolean;
}

const ON_HEAD = 2;
const ON_BODY = 3;
const ON_END = 4;
/** Longer than any pause that the rate makes. */
const NO_LIMIT_MS = 2 ** 30;
const MACHINE = 'fly-machine-id';

/** Replaces what is not as HTTP wants it. Called while the client is made, before it connects. */
export function makeLawful(
  client: LoadClient,
  {
    tally,
    buildHeader,
    answerLimitMs,
  }: Pick<BurstPlan, 'buildHeader' | 'answerLimitMs'> & {
    readonly tally: BurstTally;
  },
): void {
  const connect = client._connect.bind(client);
  const ask = client._doRequest.bind(client);
  const { rate } = client;
  let isNew = true;
  /** Of this connection. */
  let answers = 0;
  let closes = false;
  /** Of the answer that comes in. */
  let heard = false;
  let interim = false;
  /** Where in the bytes that came together an answer ended; -1 when none did. */
  let endedAt = -1;
  /** The connection whose bytes are read; another than the client's once that has left it in the middle of them. */
  let reading: Socket | undefined;

  const waiting = (): number => client.pipelinedRequests.size();
  const askAgain = (): void => {
    const [first] = client.pipelinedRequests.toArray();
    client.reqsMade -= waiting();
    client._resetConnection();
    // Whoever waits has waited since the first time.
    const [again] = client.pipelinedRequests.toArray();
    if (first !== undefined && again !== undefined) again.startTime = first.startTime;
  };
  const failed = (error: Error): void => {
    tally.failed('code' in error ? String(error.code) : error.message);
    client._resetConnection();
    client.emit('connError', error);
  };

  const isOver = (): boolean => endedAt !== -1 || reading !== client.conn;
  const onHead = (head: Head): void => {
    interim = head.statusCode < 200;
    if (interim || isOver()) return;
    closes = !head.shouldKeepAlive;
    client.pipelinedRequests.setHeaders(head);
    tally.head(head.statusCode, valueOf(head.headers, buildHeader), valueOf(head.headers, MACHINE));
  };
  const takeOver = (): void => {
    isNew = false;
    client.timeout = answerLimitMs;
    const { parser } = client;
    const onEnd = parser[ON_END];
    parser[ON_HEAD] = onHead;
    parser[ON_BODY] = () => {};
    parser[ON_END] = () => {
      if (interim || isOver()) return;
      answers += 1;
      heard = false;
      endedAt = parser.offset;
      // The tool corrects latencies by the time between requests, and takes it to be 1 ms at any rate: `Math.ceil(1 / rate)`. Until it asks again it sees a rate in ms.
      client.rate = rate / 1_000;
      onEnd();
      client.rate = rate;
    };
  };

  const onData = (conn: Socket, chunk: Buffer): void => {
    if (conn !== client.conn || client.destroyed) return;
    client.pipelinedRequests.addByteCount(chunk.length);
    [heard, endedAt, reading] = [true, -1, conn];
    // A second answer, or one that comes before it is asked for: RFC 9112 §9.2 says to close the connection.
    const isAsked = waiting() > 0;
    const read = isAsked ? client.parser.execute(chunk) : chunk.length;
    if (conn !== client.conn || client.destroyed) return client.parser.reinitialize('RESPONSE');
    if (read instanceof Error) return failed(read);
    if (isAsked && (endedAt === -1 || endedAt >= chunk.length)) return;
    // An empty line after an answer is a habit of old servers.
    if (chunk.toString('latin1', isAsked ? endedAt : 0).trim() === '') return;
    tally.unasked();
    if (waiting() > 0) askAgain();
    else closes = true;
  };
  const onGone = (conn: Socket, error?: Error): void => {
    if (conn !== client.conn || client.destroyed) return;
    [endedAt, reading] = [-1, conn];
    if (error === undefined && client.parser.state.endsWith('RAW')) {
      // A body without a length ends with its connection (RFC 9112 §6.3).
      closes = true;
      client.parser.finish();
    } else if (waiting() === 0) {
      closes = true;
    } else if (answers > 0 && !heard) {
      // The server closed an idle connection while the next request was on its way: clients ask again (RFC 9110 §9.2.2). Or it cut the request off: each has a
      // connection of its own from now on, which tells the two apart.
      tally.isWary = true;
      askAgain();
    } else {
      failed(error ?? new Error('CLOSED'));
    }
  };

  client._connect = () => {
    if (isNew) takeOver();
    [answers, closes, heard, interim, endedAt] = [0, false, false, false, -1];
    client.parser.reinitialize('RESPONSE');
    connect();
    const { conn } = client;
    replaceLast(conn, 'data', (chunk: Buffer) => onData(conn, chunk));
    replaceLast(conn, 'error', (error: Error) => onGone(conn, error));
    replaceLast(conn, 'end', () => onGone(conn));
    conn.once('close', () => onGone(conn));
  };
  client._doRequest = () => {
    client.rate = rate;
    const isDone = client.responseMax > 0 && client.reqsMade >= client.responseMax;
    // The tool would wait for the next second of its rate before it notices the end.
    if (isDone && waiting() === 0) return client.destroy();
    if (tally.isWary && answers > 0) closes = true;
    if (closes && !isDone && !client.destroyed) return client._resetConnection();
    ask();
    // Held back by the rate, the client waits for nobody.
    if (waiting() === 0 && !client.destroyed) client.timeoutTicker.reschedule(NO_LIMIT_MS);
  };
}

/** The tool adds its listeners last; those before them are Node's own. */
function replaceLast(conn: Socket, event: string, listener: (value: never) => void): void {
  const last = conn.listeners(event).at(-1);
  // Both lists hold functions of any kind.
  conn.on(event, listener as () => void);
  if (last !== undefined) conn.removeListener(event, last as () => void);
}

/** The value of a header; several equal values are one. */
function valueOf(headers: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let at = 0; at < headers.length; at += 2) {
    const one = headers[at];
    if (one === undefined || one.length !== name.length || one.toLowerCase() !== name) continue;
    const value = headers[at + 1] ?? '';
    found = found === null || found === value ? value : `${found}, ${value}`;
  }
  return found === '' ? null : found;
}
