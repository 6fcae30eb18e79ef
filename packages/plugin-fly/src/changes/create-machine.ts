/** Makes a machine at most once. Its name is the same each time, so one whose answer was lost is found again by it. */
import type { Effect, Observation, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import type { ApiMachine } from '../api/machine-schema.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { MachineInput } from '../api/machines.ts';
import { nameTaken } from '../release-errors.ts';
import { exists, fleetMachine } from '../fleet/machine.ts';
import type { OwnMark } from '../machines/release-metadata.ts';

/** What is known of a machine that was made. */
export interface MadeMachine {
  readonly id: string;
  readonly instanceId: string | null;
}

/** A machine to make. */
export interface WantedMachine {
  readonly name: string;
  readonly describe: string;
  readonly input: Omit<MachineInput, 'name'>;
  /** Whose it is: a machine of this name with another mark is somebody else's. */
  readonly mark: Pick<OwnMark, 'run' | 'release'>;
}

/** Just after a create a list may not show it; for so long it is looked for. */
const LAG_MS = 10_000;
const LOOK_MS = 1_000;

/** The create as an effect, with the name as its target. */
export function createMachine(wanted: WantedMachine): Effect<MadeMachine> {
  return {
    target: wanted.name,
    describe: wanted.describe,
    async apply(ctx) {
      try {
        return made(await machinesApi(ctx).machines.create({ ...wanted.input, name: wanted.name }));
      } catch (error) {
        // The name is taken: by an earlier try of ours whose answer was lost, or by somebody else.
        if (failureOf(error)?.error.code !== 'FLY_CONFLICT') throw error;
        const seen = await find(ctx, wanted);
        if (seen.status === 'done') return seen.value;
        throw error;
      }
    },
    observe: (ctx) => find(ctx, wanted),
  };
}

async function find(ctx: StageContext, wanted: WantedMachine): Promise<Observation<MadeMachine>> {
  const end = ctx.clock.now() + LAG_MS;
  for (;;) {
    const machine = await byName(ctx, wanted.name);
    if (machine !== undefined) {
      const { mark } = fleetMachine(machine);
      if (mark?.run === wanted.mark.run && mark.release === wanted.mark.release)
        return { status: 'done', value: made(machine) };
      // Without its config nobody can say whose it is.
      if (machine.config === null)
        return { status: 'unknown', reason: `the host of machine ${machine.id} does not answer` };
      throw nameTaken(wanted.name, machine.id);
    }
    if (ctx.clock.now() >= end) return { status: 'not-done' };
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
  }
}

async function byName(ctx: StageContext, name: string): Promise<ApiMachine | undefined> {
  const { machines } = machinesApi(ctx);
  const listed = (await machines.list()).find((machine) => machine.name === name && exists(machine));
  if (listed === undefined) return undefined;
  // A list may be older than the machine itself.
  const now = await machines.get(listed.id);
  return now === null || !exists(now) ? undefined : now;
}

function made({ id, instanceId }: ApiMachine): MadeMachine {
  return { id, instanceId };
}
