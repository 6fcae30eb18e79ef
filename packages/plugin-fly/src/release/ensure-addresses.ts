/** The public addresses of an app that never had any, as flyctl makes them at a first deploy (internal/command/deploy/deploy_first.go). */
import type { Effect, StageContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import type { Act } from '../changes/act.ts';
import { listAt, tableOf } from '../config/live-config.ts';
import type { LiveConfig } from '../config/live-config.ts';

type Kind = 'v4' | 'v6' | 'shared_v4';

/** Does nothing for an app without services, or with any address. */
export async function ensureAddresses(
  ctx: StageContext,
  act: Act,
  configs: readonly LiveConfig[],
): Promise<void> {
  const services = configs.flatMap((config) => listAt(config, 'services').map(tableOf));
  if (services.length === 0 || (await machinesApi(ctx).app.ips()).length > 0) return;
  const own = services.some((service) => needsOwn(service));
  const wanted: readonly Kind[] = ['v6', own ? 'v4' : 'shared_v4'];
  for (const kind of wanted) await act('address', assign(ctx.run.app, kind));
}

/** A shared address serves http on the usual ports only. */
function needsOwn(service: Readonly<Record<string, unknown>>): boolean {
  if (service['protocol'] === 'udp') return true;
  return listAt(service, 'ports')
    .map(tableOf)
    .some(({ port }) => port !== 80 && port !== 443);
}

function assign(app: string, kind: Kind): Effect<null> {
  return {
    target: kind,
    describe: `give ${app} a public address (${kind})`,
    async apply(ctx) {
      await machinesApi(ctx).app.assignIp(kind);
      return null;
    },
    async observe(ctx) {
      const has = (await machinesApi(ctx).app.ips()).some(({ ip, shared }) =>
        kind === 'v6'
          ? ip.includes(':') && !ip.startsWith('fdaa:')
          : !ip.includes(':') && shared === (kind === 'shared_v4'),
      );
      return has ? { status: 'done', value: null } : { status: 'not-done' };
    },
  };
}
