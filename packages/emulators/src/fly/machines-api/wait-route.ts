/** Waits for a state. It does not report a crash: a wait for `started` then lasts until its time limit. A machine that is gone is 404. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reads } from '../consistency/reads.ts';
import type { Machine } from '../machine.ts';
import type { Platform } from '../platform.ts';
import type { Route } from '../router.ts';
import { PlatformError } from '../world.ts';

const pollMs = 20;
const passing = new Set([
  'created',
  'launch_failed',
  'starting',
  'stopping',
  'suspending',
  'restarting',
  'replacing',
  'destroying',
]);

export function waitRoute({
  platform,
  reads,
}: {
  readonly platform: Platform;
  readonly reads: Reads;
}): Route {
  return {
    method: 'GET',
    path: '/v1/apps/:app/machines/:id/wait',
    handle: async (call) => {
      const { param, query } = call;
      reads.requireVisible(param('app'), param('id'), call);
      const seconds = Number.parseFloat(query.get('timeout') ?? '60');
      if (!(seconds >= 1 && seconds <= 60)) {
        const range = 'value must be inside range [1s, 1m0s]';
        throw new PlatformError(400, `invalid WaitMachineRequest.Timeout: ${range}`);
      }
      const states = query.getAll('state').flatMap((state) => state.split(','));
      const wanted = states.length > 0 ? states : ['started'];
      const version = query.get('instance_id') ?? query.get('version');
      const until = Date.now() + seconds * 1000;
      for (;;) {
        const { machine } = platform.record(param('app'), param('id'));
        if (reached(machine, wanted, version)) {
          return { ok: true, state: machine.state, version: machine.version, event_id: eventId(machine) };
        }
        if (machine.state === 'destroyed') throw new PlatformError(404, 'not_found: machine not found');
        if (Date.now() >= until) throw expired(machine, wanted);
        await sleep(pollMs);
      }
    },
  };
}

function reached(machine: Machine, wanted: readonly string[], version: string | null): boolean {
  if (version && version !== machine.instance_id && version !== machine.version) return false;
  return wanted.includes(machine.state) || (wanted.includes('settled') && !passing.has(machine.state));
}

function expired({ state }: Machine, wanted: readonly string[]): PlatformError {
  const missed = `machine failed to reach desired state, ${wanted.join(', ')}, currently ${state}`;
  return new PlatformError(408, `deadline_exceeded: ${missed}`);
}

function eventId({ events }: Machine): string {
  return String(events[0]?.timestamp ?? '');
}
