/** Reads the machines of an app. One list proves nothing: it may lag, be empty by a fault, or leave out images. */
import type { StageContext } from '@paintbox/deploy-core';
import type { ApiMachine } from '../api/machine-schema.ts';
import { machinesApi } from '../api/machines-api.ts';
import { exists, fleetMachine } from './machine.ts';
import type { FleetMachine } from './machine.ts';

/** How often a list is read again that does not show what must be there. */
const LOOKS = 4;
const LOOK_MS = 1_500;

/** What must be there: a list without it is read again before it is believed. */
export interface Expected {
  readonly ids?: readonly string[] | undefined;
  /** True when the platform itself says that the app has machines. */
  readonly some?: boolean | undefined;
}

/** The machines of the app as they are now, the gone ones left out. */
export async function readMachines(
  ctx: StageContext,
  expected: Expected = {},
): Promise<readonly FleetMachine[]> {
  const { machines } = machinesApi(ctx);
  for (let looks = 1; ; looks += 1) {
    const listed = await machines.list();
    const known = new Set(listed.map(({ id }) => id));
    // A machine that is missing in a list is asked for by its id.
    const missed = await Promise.all(
      (expected.ids ?? []).filter((id) => !known.has(id)).map((id) => machines.get(id)),
    );
    const all = [...listed, ...missed.filter((machine) => machine !== null)];
    const there = all.filter(exists);
    const doubtful =
      missed.some((machine) => machine !== null && exists(machine)) ||
      (there.length === 0 && expected.some === true);
    if (!doubtful || looks >= LOOKS)
      return Promise.all(there.map((machine) => whole(machine, (id) => machines.get(id)))).then((read) =>
        read.map(fleetMachine),
      );
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
  }
}

/** A list may leave out the image, and a machine without it cannot be told from another (flyctl reads such ones again, too). */
async function whole(
  machine: ApiMachine,
  get: (id: string) => Promise<ApiMachine | null>,
): Promise<ApiMachine> {
  if (machine.imageRef !== null && machine.cordoned !== null) return machine;
  return (await get(machine.id)) ?? machine;
}
