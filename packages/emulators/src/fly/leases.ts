/** Leases: while a machine has one, only its holder may change the machine. */
import { shortId } from './ids.ts';
import { PlatformError, type Lease, type MachineRecord } from './world.ts';

/** The lease in force, if any; an expired one counts as gone. */
export function currentLease(record: MachineRecord): Lease | undefined {
  return record.lease && record.lease.expiresAt > Date.now() ? record.lease : undefined;
}

/** Refuses (409) when somebody else holds the machine. */
export function requireLease(record: MachineRecord, nonce: string | undefined): void {
  const lease = currentLease(record);
  if (!lease || lease.nonce === nonce) return;
  const expires = new Date(lease.expiresAt).toISOString().replace(/\.\d+Z$/u, 'Z');
  throw new PlatformError(
    409,
    `aborted: machine ID ${record.machine.id} lease currently held by ${lease.owner}, expires at ${expires}`,
  );
}

/** Takes a new lease, or renews the one whose nonce is given. */
export function acquireLease(
  record: MachineRecord,
  {
    owner,
    ttlMs,
    nonce,
  }: { readonly owner: string; readonly ttlMs: number; readonly nonce?: string | undefined },
): Lease {
  requireLease(record, nonce);
  const lease = {
    nonce: currentLease(record)?.nonce ?? shortId(),
    owner,
    version: record.machine.version,
    expiresAt: Date.now() + ttlMs,
  };
  record.lease = lease;
  return lease;
}

/** A lease as the API answers it; `expires_at` is in Unix seconds. */
export function leaseAnswer(lease: Lease): Record<string, unknown> {
  const { nonce, owner, version } = lease;
  return {
    status: 'success',
    data: { nonce, expires_at: Math.ceil(lease.expiresAt / 1000), owner, version },
  };
}
