/** Which machines the edge may use. */
import { namedChecks, type CheckStatus, type Machine } from './machine.ts';

/** Image label of builds that leave the edge stale. */
export const staleEdgeLabel = 'dev.paintbox.emulator.stale-edge';

/** True for a machine that is started, not cordoned, and passes every service check by the reports that the edge has. */
export function isRoutable(machine: Machine, reports: readonly CheckStatus[]): boolean {
  if (machine.state !== 'started' || machine.cordoned || machine.config.services.length === 0) return false;
  if (machine.host_status === 'unreachable') return false;
  const needed = namedChecks(machine.config).filter((check) => check.service);
  return needed.every(({ name }) =>
    reports.some((check) => check.name === name && check.status === 'passing'),
  );
}

/** True for a build that leaves the edge stale. */
export function isStaleBuild(machine: Machine): boolean {
  return machine.image_ref.labels[staleEdgeLabel] === 'true';
}
