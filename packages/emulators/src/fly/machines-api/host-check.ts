/** Calls that end at the machine's host: nobody answers them while it cannot be reached. That the API says 408 then is concluded, not seen. */
import type { Call, Route } from '../router.ts';
import { PlatformError, type World } from '../world.ts';

const reachHost = ['leases.acquire', 'leases.release', 'machines.exec', 'machines.ps', 'machines.stop'];

/** The same routes, with a look at the host before those that need it. */
export function withHostCheck(routes: readonly Route[], world: World): Route[] {
  return routes.map((route) => ({
    ...route,
    handle: (call: Call): unknown => {
      const machine = reachHost.includes(call.name ?? '')
        ? world.machines[call.param('id')]?.machine
        : undefined;
      if (machine && machine.host_status !== 'ok')
        throw new PlatformError(408, `failed to reach the host of machine ${machine.id}`);
      return route.handle(call);
    },
  }));
}
