/** The keeper's endpoints. They are for the app's own machines: no service of the platform leads here. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Volume } from './volume.ts';

const maxLogBytes = 1024 * 1024;
const maxCacheBytes = 4 * 1024 * 1024;
/** Names are hashes: nothing that could lead out of the folder. */
const cacheName = /^[0-9a-f]{16,64}$/u;

/**
 * - `GET /api/health`: the volume can be written
 * - `POST /logs`: lines of JSON, kept with their day
 * - `PUT` and `GET /cache/:name`: a cached answer; the name is a hash in hexadecimal
 */
export function createKeeper(volume: Volume, build: string | undefined): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    if (build !== undefined) context.header('x-paintbox-build', build);
  });
  app.onError((error, context) => {
    const code = 'code' in error ? error.code : undefined;
    return context.json({ error: 'the volume cannot be used', code }, 503);
  });
  app.get('/api/health', async (context) => {
    await volume.probe();
    return context.json({ status: 'ok', build });
  });
  app.post('/logs', bodyLimit({ maxSize: maxLogBytes }), async (context) => {
    const text = await context.req.text();
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length > 0) await volume.addLog(`${lines.join('\n')}\n`);
    return context.body(null, 204);
  });
  app.put('/cache/:name', bodyLimit({ maxSize: maxCacheBytes }), async (context) => {
    const name = context.req.param('name');
    if (!cacheName.test(name)) return context.json({ error: 'the name is not a hash' }, 400);
    await volume.writeCache(name, Buffer.from(await context.req.arrayBuffer()));
    return context.body(null, 204);
  });
  app.get('/cache/:name', async (context) => {
    const name = context.req.param('name');
    const value = cacheName.test(name) ? await volume.readCache(name) : undefined;
    return value === undefined ? context.notFound() : context.body(new Uint8Array(value));
  });
  return app;
}
