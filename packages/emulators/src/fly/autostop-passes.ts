/** The proxy's own passes over every app, one every few minutes (D: reference/fly-proxy-autostop-autostart). */
import type { Platform } from './platform.ts';
import { scaledMs, type Timing } from './timing.ts';
import type { World } from './world.ts';

const passEveryMs = 5 * 60_000;

/** The answer is for `clearInterval`. */
export function startAutostopPasses(platform: Platform, world: World, timing: Timing): NodeJS.Timeout {
  const look = (): void => {
    for (const app of Object.keys(world.apps)) void platform.autostop.pass(app);
  };
  return setInterval(look, scaledMs(passEveryMs, timing)).unref();
}
