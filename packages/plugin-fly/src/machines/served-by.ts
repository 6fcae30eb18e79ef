/** How a machine is asked, read from its config: where it listens, on which path it tells its health, how many checks the platform makes. */
import { listAt, tableAt, tableOf, textAt } from '../config/live-config.ts';
import type { LiveConfig } from '../config/live-config.ts';

/** What the config says. */
export interface ServedBy {
  readonly reached: boolean;
  readonly port: number | null;
  readonly path: string | null;
  readonly checks: number;
}

/** Reads a config. */
export function servedBy(config: LiveConfig): ServedBy {
  const services = listAt(config, 'services').map(tableOf);
  const checks = services.flatMap((service) => listAt(service, 'checks').map(tableOf));
  const asked = checks.find(({ type, path }) => type === 'http' && typeof path === 'string');
  const port = services[0]?.['internal_port'];
  return {
    reached: services.length > 0,
    port: typeof port === 'number' ? port : null,
    path: textAt(asked ?? {}, 'path') ?? null,
    checks: checks.length + Object.keys(tableAt(config, 'checks')).length,
  };
}
