/** The gate between the wire and the platform: writes the log of calls, lets mishaps strike, and sets the affinity cookie. */
import type { Reads } from '../consistency/reads.ts';
import type { Platform } from '../platform.ts';
import { Reply, type Call, type Gate } from '../router.ts';
import type { World } from '../world.ts';
import type { CallLog } from './call-log.ts';
import type { MetCall, MishapTable } from './mishap-table.ts';
import { strike } from './strike.ts';

interface GateParts {
  readonly world: World;
  readonly platform: Platform;
  readonly reads: Reads;
  readonly mishaps: MishapTable;
  readonly calls: CallLog;
}

/** The gate of a platform. The emulator's own calls pass unseen. */
export function openGate({ world, platform, reads, mishaps, calls }: GateParts): Gate {
  return async (call, act, wire) => {
    if (call.name === undefined) return await act();
    const app = call.param('app') || undefined;
    let machine = machineOf(call);
    const what = mishaps.take(metCall(world, call, call.name, machine));
    const later = calls.add({ name: call.name, app, machine, mishap: what?.kind });
    const keeps = reads.settings.affinity && !call.name.startsWith('registry.');
    const session = keeps ? (reads.sessions.of(call.headers) ?? reads.sessions.open()) : undefined;

    const acting: typeof act = async (marks) => {
      const reply = await act(marks);
      machine ??= call.name === 'machines.create' ? idIn(reply) : undefined;
      later({ machine });
      if (session !== undefined && machine !== undefined && call.method !== 'GET')
        reads.sessions.wrote(session, machine);
      return reply;
    };
    const breakHost = async (named: string): Promise<void> => {
      const id = Object.keys(world.machines).find((key) => isMachine(world, key, named));
      if (id !== undefined) await platform.hosts.die(id);
    };
    const struck = { call, wire, act: acting, breakHost, machine: () => machine };
    const reply = what ? await strike(what, struck) : await acting();
    if (!reply) return undefined;
    later({ status: reply.status });
    return session === undefined ? reply : withCookie(reply, reads.sessions.header(session));
  };
}

/** The id in the path: that of a machine, for all calls of one. */
function machineOf({ name = '', param }: Call): string | undefined {
  return name.startsWith('volumes.') ? undefined : param('id') || undefined;
}

function metCall(world: World, { body }: Call, name: string, machine: string | undefined): MetCall {
  const given = name === 'machines.create' ? body['name'] : undefined;
  const known = machine === undefined ? [] : [machine, world.machines[machine]?.machine.name ?? machine];
  return {
    name,
    machine: typeof given === 'string' ? [given] : known,
  };
}

function isMachine(world: World, id: string, named: string): boolean {
  return id === named || world.machines[id]?.machine.name === named;
}

function idIn({ status, body }: Reply): string | undefined {
  if (status >= 300 || typeof body !== 'object' || body === null || !('id' in body)) return undefined;
  return typeof body.id === 'string' ? body.id : undefined;
}

function withCookie({ status, body, headers, breaksOff }: Reply, cookie: string): Reply {
  const reply = new Reply(status, body, { ...headers, 'set-cookie': cookie });
  reply.breaksOff = breaksOff;
  return reply;
}
