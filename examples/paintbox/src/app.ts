import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { estimate } from './estimate/estimate.ts';
import { health } from './health.ts';
import { homePage, homeStyle } from './http/home-page.ts';
import { identifyBuild } from './http/identify-build.ts';
import { logRequests } from './http/log-requests.ts';
import { problemResponse } from './http/problem-response.ts';
import { securityHeaders } from './http/security-headers.ts';
import { me } from './keys/me.ts';
import { publishedKeys } from './keys/published-keys.ts';
import type { Log } from './log.ts';
import { version } from './version.ts';

/** What the routes need from outside. */
export type AppOptions = {
  readonly build: string | undefined;
  readonly machine?: string | undefined;
  /** The handler of `/.well-known/jwks.json`. */
  readonly jwks: (request: Request) => Promise<Response>;
  readonly log: Log;
};

const largestBodyBytes = 64 * 1024;

/** The routes of Paintbox. Makes no connection and listens nowhere: `app.request(…)` is enough to try it. */
export function createApp({ build, machine, jwks, log }: AppOptions): Hono {
  const app = new Hono();
  const keys = publishedKeys(jwks);

  app.use(logRequests(log), identifyBuild(build), securityHeaders(homeStyle));

  app.get('/', (context) => context.html(homePage(version, build)));
  app.get('/api/health', health({ version, build, machine }, keys));
  app.all('/.well-known/jwks.json', (context) => jwks(context.req.raw));
  app.post('/api/estimate', bodyLimit({ maxSize: largestBodyBytes, onError: tooLarge }), estimate);
  app.get('/api/me', me(keys));

  app.notFound(() => problemResponse({ status: 404, code: 'NOT_FOUND', message: 'There is nothing here' }));
  app.onError((error) => {
    log('error', 'request.failed', { error: error.name, message: error.message, stack: error.stack });
    return problemResponse({ status: 500, code: 'INTERNAL', message: 'Something went wrong on our side' });
  });
  return app;
}

function tooLarge(): Response {
  const message = `The body may have ${largestBodyBytes} bytes at most`;
  return problemResponse({ status: 413, code: 'BODY_TOO_LARGE', message });
}
