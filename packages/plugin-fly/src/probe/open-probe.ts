/** Makes the machines that the probe tries things on: one out of traffic, one in it. */
import type { EffectContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import type { MachineInput } from '../api/machines.ts';
import { journaled } from '../changes/act.ts';
import { createMachine } from '../changes/create-machine.ts';
import { start } from '../changes/machine-changes.ts';
import { awaitHealthy } from '../machines/await-healthy.ts';
import { machineName } from '../machines/machine-name.ts';
import { ensureAddresses } from '../release/ensure-addresses.ts';
import type { ProbeApp } from './assumption.ts';
import { probeMachine } from './probe-machine.ts';

const HEALTHY_MS = 180_000;

/** Opens it. */
export async function openProbe(
  ctx: EffectContext,
  { url, image }: { readonly url: string; readonly image: string },
): Promise<ProbeApp> {
  const api = machinesApi(ctx);
  const act = journaled(ctx);
  const { id: run } = ctx.run;
  const base = probeMachine(image, run);
  const ready = async (id: string): Promise<void> => {
    await awaitHealthy(ctx, [{ id, group: 'app', digest: null }], {
      limitMs: HEALTHY_MS,
      wake: (machine) => start(machine, () => undefined).apply(ctx),
    });
  };
  const launch = async (index: number, more: Partial<MachineInput>): Promise<string> => {
    const name = machineName({ app: ctx.run.app, group: 'probe', release: run, index });
    const describe = `make machine ${name} to try things on`;
    const { id } = await act(
      'create',
      createMachine({ name, describe, mark: { run, release: run }, input: { ...base, ...more } }),
    );
    return id;
  };
  await ensureAddresses(ctx, act, [base.config]);
  const [first, second] = await Promise.all([launch(0, { skip_service_registration: true }), launch(1, {})]);
  await ready(first);
  await ready(second);
  return {
    ctx,
    api,
    url,
    image,
    first,
    second,
    ready,
    make: (name, more = {}) => api.machines.create({ ...base, name: `${name}-${run.slice(-8)}`, ...more }),
  };
}
