/** The documented limits: for each action on each machine (or app) one call a second with a burst of 3; reading a machine 5 with a burst of 10. */
import type { Call, Route } from '../router.ts';
import { PlatformError } from '../world.ts';

interface CallAllowance {
  tokens: number;
  at: number;
}

/** The same routes with a limit on each. */
export function withRateLimits(routes: readonly Route[], now: () => number = Date.now): Route[] {
  const buckets = new Map<string, CallAllowance>();
  return routes.map((route) => {
    const handle = (call: Call): unknown => {
      const { name = route.path } = call;
      const [perSecond, burst] = name === 'machines.get' ? [5, 10] : [1, 3];
      const key = `${name} ${call.param('app')} ${call.param('id')}`;
      const bucket = buckets.get(key) ?? { tokens: burst, at: now() };
      const tokens = Math.min(burst, bucket.tokens + ((now() - bucket.at) / 1000) * perSecond);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now() });
      if (tokens < 1) throw new PlatformError(429, 'rate limit exceeded');
      return route.handle(call);
    };
    return { ...route, handle };
  });
}
