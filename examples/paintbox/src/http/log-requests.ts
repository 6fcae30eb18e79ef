import type { MiddlewareHandler } from 'hono';
import type { Log } from '../log.ts';

/** One line per request. Neither query nor headers are logged: both can carry tokens. */
export function logRequests(log: Log): MiddlewareHandler {
  return async (context, next) => {
    const startedAt = performance.now();
    await next();
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    const { status } = context.res;
    const path = context.req.path.slice(0, 200);
    log(status >= 500 ? 'error' : 'info', 'request', { method: context.req.method, path, status, ms });
  };
}
