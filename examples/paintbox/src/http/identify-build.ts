import type { MiddlewareHandler } from 'hono';

/** Says with every answer which release it comes from. Without an id nothing is said: a made-up one could look like proof. */
export function identifyBuild(build: string | undefined): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (build !== undefined) context.res.headers.set('x-paintbox-build', build);
  };
}
