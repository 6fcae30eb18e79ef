/** What the machines of the matrix's app are, read from the platform's own memory. */
import type { Machine } from '@paintbox/deploy-emulators/fly';

/** Managed by deploys, and no helper of one. */
export function isManaged({ config: { metadata } }: Machine): boolean {
  return (
    metadata['fly_platform_version'] === 'v2' && !(metadata['fly_process_group'] ?? '').startsWith('fly_app_')
  );
}

export function buildOf({ config }: Machine): string {
  return config.env['PAINTBOX_BUILD_ID'] ?? '';
}

export function groupOf({ config }: Machine): string {
  return config.metadata['fly_process_group'] ?? '';
}

/** Started, with every check passing, on a host that answers. */
export function isWell({ state, checks, config, host_status: host }: Machine): boolean {
  const own = Object.keys(config.checks).length;
  const wanted = config.services.reduce((sum, service) => sum + service.checks.length, own);
  return (
    state === 'started' &&
    host === 'ok' &&
    checks.length >= wanted &&
    checks.every(({ status }) => status === 'passing')
  );
}

/** The edge may send requests to it. */
export function isRoutable(machine: Machine): boolean {
  return machine.config.services.length > 0 && !machine.cordoned && isWell(machine);
}

/** Kept by a release, stopped, out of traffic. */
export function isWayBack({ config, state, cordoned }: Machine): boolean {
  return config.metadata['paintbox_role'] === 'way-back' && state === 'stopped' && cordoned;
}

/** Nothing but a fleet that is well, and ways back. */
export function isWhole(machines: readonly Machine[]): boolean {
  const managed = machines.filter(isManaged);
  return (
    managed.length > 0 &&
    managed.every((machine) => isWell(machine) && !machine.cordoned) &&
    machines.every((machine) => isManaged(machine) || isWayBack(machine))
  );
}
