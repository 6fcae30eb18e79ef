/** Compares machines with the wanted fleet. Each difference is a sentence. */
import { countsOf } from './fleet.ts';
import type { FleetMachine } from './machine.ts';

/** The wanted fleet. */
export interface Wanted {
  /** Its name in messages: `build 0198…`. */
  readonly what: string;
  readonly belongs: (machine: FleetMachine) => boolean;
  /** Machines each group must have at least. */
  readonly counts: Readonly<Record<string, number>>;
  /** Machines to ignore, because they are removed next. */
  readonly ignore?: ((machine: FleetMachine) => boolean) | undefined;
}

/** True for a machine that takes traffic and passes its checks. */
export function serves(machine: FleetMachine): boolean {
  return machine.state === 'started' && !machine.cordoned && passes(machine);
}

function passes({ checks }: FleetMachine): boolean {
  return checks.passing >= checks.total;
}

/** Why the machines are not the wanted fleet; empty when they are. */
export function unfit(all: readonly FleetMachine[], wanted: Wanted): readonly string[] {
  const machines = all.filter((machine) => wanted.ignore?.(machine) !== true);
  const strangers = machines.filter((machine) => !wanted.belongs(machine));
  const own = machines.filter(wanted.belongs);
  return [
    ...(own.length === 0 ? [`no machine runs ${wanted.what}`] : []),
    ...strangers.map(
      (machine) =>
        `machine ${name(machine)} is not of ${wanted.what} but of release v${machine.releaseVersion ?? '?'}`,
    ),
    ...own.flatMap((machine) => troubles(machine, own)),
    ...severalImages(own),
    ...tooFew(own, wanted.counts),
  ];
}

function troubles(machine: FleetMachine, fleet: readonly FleetMachine[]): readonly string[] {
  if (!machine.hostOk) return [`the host of machine ${name(machine)} does not answer`];
  if (machine.cordoned) return [`machine ${name(machine)} is cordoned`];
  // A stopped machine is accepted only while another one of its group serves.
  const rests =
    machine.mayRest &&
    (machine.state === 'stopped' || machine.state === 'suspended') &&
    fleet.some((other) => other.group === machine.group && serves(other));
  if (rests) return [];
  if (machine.state !== 'started') return [`machine ${name(machine)} is ${machine.state}`];
  const { passing, total } = machine.checks;
  return passes(machine) ? [] : [`machine ${name(machine)} passes ${passing} of ${total} checks`];
}

function severalImages(machines: readonly FleetMachine[]): readonly string[] {
  const images = new Set(machines.map(({ digest, imageRef }) => digest ?? imageRef));
  return images.size > 1 ? [`the machines run ${images.size} images: ${[...images].join(', ')}`] : [];
}

/** The groups that have fewer machines than wanted, as sentences. */
export function tooFew(
  machines: readonly FleetMachine[],
  wanted: Readonly<Record<string, number>>,
): readonly string[] {
  const counts = countsOf(machines);
  return Object.entries(wanted)
    .filter(([group, count]) => (counts[group] ?? 0) < count)
    .map(([group, count]) => `group '${group}' has ${counts[group] ?? 0} of ${count} machines`);
}

/** Machines of a group above the wanted number, those without traffic first. A group without a wanted number has none. */
export function surplus(
  machines: readonly FleetMachine[],
  wanted: Readonly<Record<string, number>>,
): readonly FleetMachine[] {
  return Object.entries(wanted).flatMap(([group, count]) => {
    const members = machines.filter((machine) => machine.group === group);
    const idleFirst = members.toSorted((a, b) => Number(serves(a)) - Number(serves(b)));
    return idleFirst.slice(0, Math.max(0, members.length - count));
  });
}

function name({ id, group }: FleetMachine): string {
  return `${id} (${group})`;
}
