// The server that is measured, in a process of its own: the key set helper and a handler that answers the same bytes and headers as a constant, in
// one app of one framework. `node --expose-gc served.ts OPTIONS`, the options as JSON; says its port, and its memory when it is asked.
import { serve } from '@hono/node-server';
import { createJwksHandler, secretsManagerSource } from '@paintbox/deploy-plugin-aws/jwks';
import { Hono } from 'hono';
import type { Heard, ServedOptions, Told } from './server.ts';

const { secretId, ...options } = JSON.parse(process.argv[2] ?? '') as ServedOptions;
const jwks = createJwksHandler({ ...options, load: secretsManagerSource({ secretId }) });

const model = await jwks(new Request('http://localhost/jwks'));
const headers = Object.fromEntries(model.headers);
const body = await model.text();

const app = new Hono();
app.get('/constant', () => new Response(body, { headers }));
app.all('/jwks', (context) => jwks(context.req.raw));

const tell = (message: Told): void => void process.send?.(message);
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  tell({ type: 'listening', port }),
);
process.on('message', (message: Heard) => {
  switch (message) {
    case 'memory': {
      globalThis.gc?.();
      globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      return tell({ type: 'memory', rss, heapUsed, external });
    }
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return tell({ type: 'cpu', micros: user + system });
    }
    case 'stop':
      server.close();
      return process.exit(0);
    default:
      throw new TypeError(`not understood: ${String(message satisfies never)}`);
  }
});
