/** Applies faults to single operations of the platform. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultTable } from './faults.ts';
import type { Call, Route } from './router.ts';
import { PlatformError } from './world.ts';

/** The same routes; those with a name ask the table first. */
export function withApiFaults(routes: readonly Route[], faults: FaultTable): Route[] {
  return routes.map((route) => {
    const { name } = route;
    if (name === undefined) return route;
    const handle = async (call: Call): Promise<unknown> => {
      const command = String(call.headers['fly-emulator-command'] ?? '');
      const words = decodeURI(String(call.headers['fly-emulator-words'] ?? '')).split(' ');
      const [fault] = faults.take({ command, words, api: name });
      return fault ? await struck(fault, route, call) : await route.handle(call);
    };
    return { ...route, handle };
  });
}

async function struck(fault: Fault, route: Route, call: Call): Promise<unknown> {
  switch (fault.kind) {
    case 'refused':
      throw new PlatformError(fault.status ?? 500, fault.text ?? 'internal server error');
    case 'answer-lost':
      await route.handle(call);
      throw new PlatformError(408, 'request returned non-2xx status: 408');
    case 'answer-late': {
      const answer = await route.handle(call);
      await sleep(Number(fault.text ?? 1000));
      return answer;
    }
    case 'answer-stale':
      return JSON.parse(fault.text ?? 'null') as unknown;
    case 'reverted':
      return await route.handle({ ...call, reverted: true });
    default:
      return await route.handle(call); // the other kinds are flyctl's own
  }
}
