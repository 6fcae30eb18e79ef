/** Which machines a deploy works on. */
import { groupOf, type Machine } from '../machine.ts';
import type { Call } from './call.ts';

/** Machines that the filters of the command line let through, those outside Fly Launch included. */
export async function selectMachines(call: Call, app: string): Promise<Machine[]> {
  const words = (...names: readonly string[]): string[] =>
    names.flatMap((name) => call.args.list(name).flatMap((word) => word.split(',')));
  const groups = words('process-groups');
  const regions = words('regions', 'only-regions');
  const otherRegions = words('exclude-regions');
  const ids = words('only-machines');
  const otherIds = words('exclude-machines');
  const wanted = (list: readonly string[], value: string): boolean =>
    list.length === 0 || list.includes(value);
  return (await call.api.machines(app)).filter(
    (machine) =>
      wanted(groups, groupOf(machine)) &&
      wanted(regions, machine.region) &&
      !otherRegions.includes(machine.region) &&
      wanted(ids, machine.id) &&
      !otherIds.includes(machine.id),
  );
}
