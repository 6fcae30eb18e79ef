/** A change of one machine as an effect: sent once, and settled by reading the machine until it is as it should be. */
import type { Effect, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import type { ApiMachine } from '../api/machine-schema.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { MachinesApi } from '../api/machines-api.ts';
import { notChanged } from '../release-errors.ts';

/** A change of a machine. */
export interface MachineChange {
  readonly machine: string;
  readonly describe: string;
  /** Sends it. */
  readonly send: (api: MachinesApi) => Promise<unknown>;
  /** True when the machine is as it should be; null is a machine that the platform does not know. */
  readonly settled: (machine: ApiMachine | null) => boolean;
  /** How long it may take once it was accepted, in ms. Default 8,000. */
  readonly withinMs?: number | undefined;
}

/** Reads are eventually consistent, so one look does not prove that nothing was done. */
const SHOWS_MS = 8_000;
/** Growing, because most show at once. */
const FIRST_LOOK_MS = 200;
const LOOK_MS = 1_000;

/** The change as an effect, with the machine as its target. */
export function machineEffect(change: MachineChange): Effect<null> {
  const { withinMs = SHOWS_MS } = change;
  return {
    target: change.machine,
    describe: change.describe,
    async apply(ctx) {
      const api = machinesApi(ctx);
      try {
        await change.send(api);
      } catch (error) {
        // A lost answer says nothing: the machine does.
        if (failureOf(error)?.error.code !== 'FLY_CHANGE_UNCERTAIN') throw error;
        if (await shows(ctx, api, change, SHOWS_MS)) return null;
        throw error;
      }
      if (await shows(ctx, api, change, withinMs)) return null;
      throw notChanged(change.machine, change.describe, withinMs);
    },
    observe: async (ctx) =>
      (await shows(ctx, machinesApi(ctx), change, SHOWS_MS))
        ? { status: 'done', value: null }
        : { status: 'not-done' },
  };
}

async function shows(
  ctx: StageContext,
  api: MachinesApi,
  { machine, settled }: MachineChange,
  withinMs: number,
): Promise<boolean> {
  const end = ctx.clock.now() + withinMs;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LOOK_MS, 2 * pauseMs)) {
    if (settled(await api.machines.get(machine))) return true;
    if (ctx.clock.now() >= end) return false;
    await ctx.clock.sleep(pauseMs, ctx.signal);
  }
}
