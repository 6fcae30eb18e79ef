/** The lease endpoints of a machine. */
import type { Reads } from './consistency/reads.ts';
import { acquireLease, currentLease, leaseAnswer, requireLease } from './leases.ts';
import type { Platform } from './platform.ts';
import { Reply, type Route } from './router.ts';
import type { Timing } from './timing.ts';
import { PlatformError, type World } from './world.ts';

interface LeaseParts {
  readonly platform: Platform;
  readonly world: World;
  readonly reads: Reads;
  readonly timing: Timing;
}

export function leaseRoutes({ platform, reads, world, timing }: LeaseParts): Route[] {
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
        // In real time, or in that of the client.
        const ttlMs = Number(query.get('ttl') ?? body['ttl'] ?? 13) * 1000 * (timing.leases ?? 1);
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
