/** A server in front of the AWS emulator, for what the emulator does not have: it answers some requests itself and passes the others on. */
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** An answer of its own, or a change of the emulator's. */
export interface FrontAnswer {
  readonly status: number;
  readonly json: object;
}

/** Decides: an answer, or a change of the emulator's body. Undefined passes everything on. */
export type Front = (
  request: IncomingMessage,
  operation: string,
) => FrontAnswer | ((body: object) => object) | undefined;

/** Runs `body` with the address of the front. */
export async function withFront(
  awsUrl: string,
  front: Front,
  body: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const chosen = front(request, operation);
    const contentType = 'application/x-amz-json-1.1';
    if (chosen !== undefined && typeof chosen !== 'function') {
      request.resume();
      response.writeHead(chosen.status, { 'content-type': contentType, 'x-amzn-requestid': 'request-1' });
      response.end(JSON.stringify(chosen.json));
      return;
    }
    const { method, headers } = request;
    const onward = ask(awsUrl + (request.url ?? ''), { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const { 'content-length': _, ...kept } = answer.headers;
      const change = typeof chosen === 'function' && answer.statusCode === 200 ? chosen : undefined;
      response.writeHead(answer.statusCode ?? 502, kept);
      response.end(change === undefined ? text : JSON.stringify(change(JSON.parse(text) as object)));
    });
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
