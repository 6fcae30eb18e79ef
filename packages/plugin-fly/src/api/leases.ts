/** Leases: the right to change one machine, for a while (fly.io/docs/machines/api/machines-resource, "Machine leases"). */
import * as v from 'valibot';
import type { ApiCaller } from './caller.ts';
import { isNone } from './meaning.ts';

/** A lease. */
export interface MachineLease {
  /** Empty in a lease of somebody else. */
  readonly nonce: string;
  /** Milliseconds since 1970, by the clock of the platform. */
  readonly expiresAt: number;
  readonly owner: string;
  /** The version of the machine, to compare with what was read before. */
  readonly version: string;
  readonly description: string;
}

/** Calls for leases. */
export interface Leases {
  /** The lease of a machine, ours or another's; null when there is none. */
  get(machine: string): Promise<MachineLease | null>;
  /** Takes a lease; somebody else's refuses with `FLY_LEASE_HELD`. When the answer is lost, it runs out by itself. */
  acquire(machine: string, ttlS: number, description?: string): Promise<MachineLease>;
  renew(machine: string, nonce: string, ttlS: number): Promise<MachineLease>;
  /** Stop renewing first: a late renewal can make the lease again. One that is gone already is fine. */
  release(machine: string, nonce: string): Promise<void>;
}

const leaseSchema: v.GenericSchema<unknown, MachineLease> = v.pipe(
  v.object({
    data: v.object({
      nonce: v.nullish(v.string(), ''),
      expires_at: v.number(),
      owner: v.nullish(v.string(), ''),
      version: v.nullish(v.string(), ''),
      description: v.nullish(v.string(), ''),
    }),
  }),
  v.transform(({ data: { expires_at, ...lease } }) => ({ ...lease, expiresAt: expires_at * 1000 })),
);

/** A lease that we asked for has a nonce. */
const ownSchema: v.GenericSchema<unknown, MachineLease> = v.pipe(
  leaseSchema,
  v.check(({ nonce }) => nonce !== '', 'there is no nonce'),
);

/** Binds the calls to an app. */
export function leasesOf(call: ApiCaller, app: string): Leases {
  const at = (machine: string): string =>
    `${call.addresses.machines}/v1/apps/${encodeURIComponent(app)}/machines/${encodeURIComponent(machine)}/lease`;
  const authorization = call.authorization.machines;
  const take = (machine: string, ttlS: number, nonce: string | undefined, description?: string) =>
    call({
      call: `${nonce === undefined ? 'lease' : 'renew the lease of'} machine ${machine}`,
      method: 'POST',
      url: `${at(machine)}?ttl=${ttlS}`,
      body: description === undefined ? { ttl: ttlS } : { ttl: ttlS, description },
      headers: nonce === undefined ? {} : { 'fly-machine-lease-nonce': nonce },
      authorization,
      replay: 'refused',
      changes: true,
      answer: ownSchema,
      turn: `lease ${machine}`,
      timeoutMs: 20_000,
    });
  return {
    get: (machine) =>
      call<MachineLease | null>({
        call: `read the lease of machine ${machine}`,
        method: 'GET',
        url: at(machine),
        authorization,
        replay: 'free',
        changes: false,
        answer: leaseSchema,
        otherwise: (answer) => (isNone(answer) ? { value: null } : undefined),
        turn: `get lease ${machine}`,
      }),
    acquire: (machine, ttlS, description) => take(machine, ttlS, undefined, description),
    renew: (machine, nonce, ttlS) => take(machine, ttlS, nonce),
    release: (machine, nonce) =>
      call<undefined>({
        call: `release the lease of machine ${machine}`,
        method: 'DELETE',
        url: at(machine),
        headers: { 'fly-machine-lease-nonce': nonce },
        authorization,
        replay: 'refused',
        changes: true,
        answer: null,
        otherwise: (answer) => (isNone(answer) ? { value: undefined } : undefined),
        turn: `release ${machine}`,
      }),
  };
}
