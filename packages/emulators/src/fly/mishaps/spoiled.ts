/** Answers that are not what the platform said. */
import { Reply } from '../router.ts';
import type { Trouble } from './mishap.ts';

type Of<Kind extends Trouble['kind']> = Extract<Trouble, { readonly kind: Kind }>;

/** What the platform says with each status, where no other text is wanted. Those of 408, 409 and 412 were seen by others (Machines API). */
const texts: Readonly<Record<number, string>> = {
  408: 'deadline_exceeded: context deadline exceeded',
  409: 'aborted: the machine is being changed',
  412: 'failed_precondition: the machine is at another version',
  429: 'rate limit exceeded',
  500: 'internal: internal server error',
  502: 'bad gateway',
  503: 'unavailable: upstream connect error',
  504: 'gateway timeout',
};

const json = { 'content-type': 'application/json' };

export function statusAnswer({ status, retryAfter, text }: Of<'status'>): Reply {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new Reply(status, { error: text ?? texts[status] ?? `status ${status}` }, headers);
}

/**
 * No room, as seen on the real platform: 409 where a machine must stay on its host and 400 for a volume (Kilo-Org/cloud#412, #787), and for
 * a create 412 with the API's own status for a whole region (superfly/fly-go#306).
 */
export function noCapacityAnswer(call: string): Reply {
  if (call === 'volumes.create') return new Reply(400, { error: 'no capacity' });
  if (call === 'machines.create')
    return new Reply(412, {
      error: 'insufficient resources available to fulfill request',
      status: 'insufficient_capacity',
    });
  const why = 'insufficient memory available to fulfill request';
  return new Reply(409, { error: `aborted: could not reserve resource for machine: ${why}` });
}

export function garbageAnswer(): Reply {
  return new Reply(200, Buffer.from([0x1f, 0x8b, 0xff, 0x00, 0x7b, 0x22, 0xc3, 0x28, 0x5d, 0xfe]), json);
}

export function emptyAnswer(): Reply {
  return new Reply(200, Buffer.alloc(0), { ...json, 'content-length': 0 });
}

export function htmlAnswer({ status = 200 }: Of<'html'>): Reply {
  const page =
    '<!DOCTYPE html><html><head><title>Please wait</title></head><body><h1>Please wait</h1></body></html>';
  return new Reply(status, Buffer.from(page), { 'content-type': 'text/html; charset=utf-8' });
}

/** The first half of an answer. */
export function halfAnswer({ status, body, headers }: Reply, { length = 'half' }: Of<'half'>): Reply {
  const whole = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? {}));
  const half = whole.subarray(0, Math.ceil(whole.length / 2));
  const announced = length === 'whole' ? whole.length : half.length;
  const reply = new Reply(status, half, { ...json, ...headers, 'content-length': announced });
  reply.breaksOff = length === 'whole';
  return reply;
}

/** The same list without anything in it: the answer itself, or the list inside. */
export function emptyListAnswer({ status, body, headers }: Reply): Reply {
  if (status !== 200) return new Reply(status, body, headers);
  const emptied = Array.isArray(body)
    ? []
    : Object.fromEntries(
        Object.entries(Object(body)).map(([key, value]) => [key, Array.isArray(value) ? [] : value]),
      );
  return new Reply(status, emptied, headers);
}
