/** A server on loopback that answers as a test says, and the client of a run that calls it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stage } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { fakeClock, runStage } from '@paintbox/deploy-core/testing';
import type { RunStageOptions } from '@paintbox/deploy-core/testing';
import { failureOf } from '../../src/api/failure.ts';
import type { CallFailure } from '../../src/api/failure.ts';

/** What came. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered: data; `hang`, never; `reset`, the connection breaks; `half`, it breaks in the middle of the body. */
export type Reply =
  | 'hang'
  | 'reset'
  | 'half'
  | {
      readonly status: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      /** Answered by something in the platform's place: there is no id of a request. */
      readonly foreign?: boolean;
    };

/** A running server. */
export interface Scripted extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
}

/** Starts a server. `reply` gets the request and how many came before it. */
export async function scripted(reply: (request: Received, before: number) => Reply): Promise<Scripted> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body };
      received.push(one);
      answer(response, reply(one, received.length - 1));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (reply === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('[{"id": "148e');
    setTimeout(() => response.socket?.resetAndDestroy(), 50);
    return;
  }
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.foreign !== true) response.setHeader('fly-request-id', '01JTESTREQUEST-iad');
  response.statusCode = reply.status;
  response.end(reply.json === undefined ? reply.text : JSON.stringify(reply.json));
}

/** What a use of the client came to. */
export interface Used<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** The services that asked to call less often, each time the run says so. */
  readonly throttledBy: readonly string[];
  /** All that the run wrote down, as one text. */
  readonly journal: string;
}

/** The token of the tests; no output may show it. */
export const TOKEN = 'fm2_lJPECAAAAAAAtesttoken,fm2_lJPETdischarge';

/** Runs `use` with the context of a stage. Unless given, time is a clock whose sleeps end at once. */
export async function inStage<T>(
  env: Readonly<Record<string, string>>,
  use: (ctx: StageContext) => Promise<T>,
  options: RunStageOptions = {},
): Promise<Used<T>> {
  let value: T | undefined;
  let error: unknown;
  const asking = stage({
    name: 'test.asking',
    run: async (_inputs, ctx) => {
      try {
        value = await use(ctx);
      } catch (thrown) {
        error = thrown;
      }
    },
  });
  const given = { FLY_API_TOKEN: TOKEN, ...env };
  const clock = options.clock ?? fakeClock({ auto: true });
  const run = await runStage(asking, {}, { app: 'demo', ...options, env: given, clock });
  const throttledBy = run.events.flatMap((event) =>
    event.type === 'stage.throttled' ? [event.service] : [],
  );
  return { value, error: error ?? run.error, throttledBy, journal: JSON.stringify(run.events) };
}

/** The failure that a call of the client must have ended with. */
export function failure(error: unknown): CallFailure {
  const found = failureOf(error);
  if (found === undefined) throw new Error('this is no failure of the client', { cause: error });
  return found;
}
