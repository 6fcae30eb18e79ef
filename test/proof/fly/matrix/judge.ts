/** What must be true when a struck run has ended, whatever struck it. */
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import { buildOf, groupOf, isManaged, isWayBack, isWell } from './fleet.ts';

/** What is wrong with the machines; empty when they are as the exit code says. */
export function wrongMachines(
  machines: readonly Machine[],
  before: readonly Machine[],
  { exitCode, runId }: Pick<RunRecord, 'exitCode' | 'runId'>,
  goal: { readonly image: string; readonly groups: string },
): readonly string[] {
  const managed = machines.filter(isManaged);
  const wrong = [...notWhole(machines)];
  const was = before.filter(isManaged);
  switch (exitCode) {
    case 0:
      if (groupsOf(managed) !== goal.groups) wrong.push(`there are ${groupsOf(managed)}, not ${goal.groups}`);
      if (imagesOf(managed) !== goal.image) wrong.push(`code 0, and the image is ${imagesOf(managed)}`);
      break;
    case 1:
      if (idsOf(machines) !== idsOf(before)) wrong.push('code 1, and the machines are others than before');
      if (imagesOf(managed) !== imagesOf(was)) wrong.push('code 1, and the image is another than before');
      break;
    case 3:
      if (groupsOf(managed) !== groupsOf(was)) wrong.push(`there are ${groupsOf(managed)} after going back`);
      if (imagesOf(managed) !== imagesOf(was)) wrong.push('code 3, and the image is not that of before');
      if (managed.some((machine) => buildOf(machine) === runId))
        wrong.push('code 3, and machines are of the run');
      break;
    default:
      wrong.push(`code ${exitCode}`);
  }
  return wrong;
}

/** What is not well, of another build, or there beside the fleet and its ways back. */
export function notWhole(machines: readonly Machine[]): readonly string[] {
  const managed = machines.filter(isManaged);
  const builds = new Set(managed.map(buildOf));
  return [
    ...strangers(machines),
    ...managed.flatMap(unwell),
    ...(builds.size > 1 ? [`several builds: ${[...builds].join(', ')}`] : []),
  ];
}

/** `keeper=1 web=2` */
export function groupsOf(machines: readonly Machine[]): string {
  return [...Map.groupBy(machines.filter(isManaged), groupOf)]
    .map(([group, members]) => `${group}=${members.length}`)
    .toSorted()
    .join(' ');
}

function strangers(machines: readonly Machine[]): string[] {
  return machines
    .filter((machine) => !isManaged(machine) && !isWayBack(machine))
    .map((machine) => `machine ${machine.id} (${groupOf(machine)}, ${machine.state}) is left`);
}

function unwell(machine: Machine): string[] {
  const name = `machine ${machine.id} (${groupOf(machine)})`;
  if (machine.cordoned) return [`${name} is managed and cordoned`];
  return isWell(machine) ? [] : [`${name} is ${machine.state} and not well`];
}

function idsOf(machines: readonly Machine[]): string {
  return machines
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}

function imagesOf(machines: readonly Machine[]): string {
  return [...new Set(machines.map(({ image_ref: image }) => image.digest))].toSorted().join(' ');
}
