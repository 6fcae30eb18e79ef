/** Which machines the edge may use. */
import { namedChecks, type Machine } from './machine.ts';
import { sabotageLabel } from './sabotage/catalog.ts';

/** True for a machine that is started, not cordoned, and passes every service check. */
export function isRoutable(machine: Machine): boolean {
  if (machine.state !== 'started' || machine.cordoned || machine.config.services.length === 0) return false;
  const needed = namedChecks(machine.config).filter((check) => check.service);
  return needed.every(({ name }) =>
    machine.checks.some((check) => check.name === name && check.status === 'passing'),
  );
}

/** True for a build with the `stale-edge` defect. */
export function isStaleBuild(machine: Machine): boolean {
  return machine.image_ref.labels[sabotageLabel] === 'stale-edge';
}
