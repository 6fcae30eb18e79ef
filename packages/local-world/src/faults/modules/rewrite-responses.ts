/** Lets a fault module change what the app's HTTP server answers, without the app knowing. */
import { EventEmitter } from 'node:events';
import { Server, type IncomingMessage, type ServerResponse } from 'node:http';

/** A response about to be sent. Return it changed; headers may be edited in place. */
export interface AppAnswer {
  status: number;
  body: string;
  readonly headers: Map<string, string>;
}

/** Whether a path is one the platform's health checks ask for; faults leave those alone. */
export function isHealthPath(path: string): boolean {
  return /health/iu.test(path);
}

/** Runs `before` in front of every request handler; the handler runs when the promise settles. */
export function interceptRequests(
  before: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): void {
  Server.prototype.emit = function emit(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'request') return EventEmitter.prototype.emit.call(this, event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse]; // the 'request' event's arguments
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    void Promise.resolve(before(path, request, response)).then(() =>
      EventEmitter.prototype.emit.call(this, event, ...args),
    );
    return true;
  };
}

/** Collects the whole answer of requests that `applies` to, changes it and sends that. */
export function rewriteAnswers(
  applies: (path: string) => boolean,
  change: (answer: AppAnswer, path: string) => void,
): void {
  interceptRequests((path, request, response) => {
    if (!applies(path)) return;
    delete request.headers['accept-encoding'];
    delete request.headers['if-none-match'];
    hold(response, (answer) => change(answer, path));
  });
}

function hold(response: ServerResponse, change: (answer: AppAnswer) => void): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array)
      chunks.push(Buffer.from(chunk as Uint8Array));
  };
  response.writeHead = (status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    for (const [name, value] of headerPairs(rest.find((part) => typeof part === 'object' && part !== null))) {
      response.setHeader(name, value);
    }
    return response;
  };
  response.flushHeaders = () => undefined;
  response.write = (chunk: unknown) => {
    keep(chunk);
    return true;
  };
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    const headers = new Map(
      Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
    );
    const answer = { status: response.statusCode, body: Buffer.concat(chunks).toString(), headers };
    change(answer);
    for (const method of ['writeHead', 'flushHeaders', 'write', 'end'])
      Reflect.deleteProperty(response, method);
    response.statusCode = answer.status;
    headers.delete('content-length');
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const [name, value] of headers) response.setHeader(name, value);
    return response.end(answer.body);
  }) as typeof response.end; // the overloads with encoding and callback are not used by servers we run
}

function headerPairs(headers: unknown): [string, string | string[]][] {
  if (!Array.isArray(headers)) return Object.entries((headers ?? {}) as Record<string, string | string[]>);
  if (Array.isArray(headers[0])) return headers as [string, string][];
  const flat = headers as string[];
  return flat.flatMap((name, index): [string, string][] =>
    index % 2 ? [] : [[name, flat[index + 1] ?? '']],
  );
}
