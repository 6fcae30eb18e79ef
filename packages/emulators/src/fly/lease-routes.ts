/** The lease endpoints of a machine. */
import type { Reads } from './consistency/reads.ts';
import { acquireLease, currentLease, leaseAnswer, requireLease } from './leases.ts';
import type { Platform } from './platform.ts';
import { Reply, type Route } from './router.ts';
import { scaledMs, type Timing } from './timing.ts';
import { PlatformError, type World } from './world.ts';

interface LeaseParts {
  readonly platform: Platform;
  readonly world: World;
  readonly timing: Timing;
}

interface LeaseRouteParts extends LeaseParts {
  readonly reads: Reads;
}

/** Leases are renewed by a real process, so their lifetime is not shortened below this. */
const shortestLeaseMs = 3000;

/** Makes somebody else the holder of every machine of the app, as another deploy would. */
export function holdAllLeases({ platform, world, timing }: LeaseParts, app: string): void {
  for (const machine of platform.list(app)) {
    const record = platform.record(app, machine.id);
    record.lease = undefined;
    acquireLease(record, { owner: 'someone-else@example.test', ttlMs: leaseTtlMs(13_000, timing) });
  }
  world.save();
}

export function leaseRoutes({ platform, reads, world, timing }: LeaseRouteParts): Route[] {
  const path = '/v1/apps/:app/machines/:id/lease';
  return [
    {
      method: 'GET',
      path,
      handle: (call) => {
        const { param } = call;
        reads.requireVisible(param('app'), param('id'), call);
        const lease = currentLease(platform.record(param('app'), param('id')));
        if (!lease) throw new PlatformError(404, 'lease not found');
        return leaseAnswer(lease);
      },
    },
    {
      method: 'POST',
      path,
      handle: (call) => {
        const { param, query, headers, body } = call;
        reads.requireVisible(param('app'), param('id'), call);
        const record = platform.record(param('app'), param('id'));
        const nonce = headers['fly-machine-lease-nonce'];
        const wantedMs = Number(query.get('ttl') ?? body['ttl'] ?? 13) * 1000;
        // The stand-in's time runs faster; other clients renew in real time.
        const ttlMs = 'fly-emulator-command' in headers ? leaseTtlMs(wantedMs, timing) : wantedMs;
        const owner = 'deploy-token@tokens.fly.io';
        const lease = acquireLease(record, {
          owner,
          ttlMs,
          nonce: typeof nonce === 'string' ? nonce : undefined,
        });
        world.save();
        return new Reply(201, leaseAnswer(lease));
      },
    },
    {
      method: 'DELETE',
      path,
      handle: ({ param, query, headers }) => {
        const record = platform.record(param('app'), param('id'));
        const nonce = headers['fly-machine-lease-nonce'];
        if (query.get('force') !== 'true')
          requireLease(record, typeof nonce === 'string' ? nonce : undefined);
        record.lease = undefined;
        world.save();
      },
    },
  ];
}

function leaseTtlMs(wantedMs: number, timing: Timing): number {
  return Math.max(Math.min(wantedMs, shortestLeaseMs), scaledMs(wantedMs, timing));
}
