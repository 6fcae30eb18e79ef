/** The immediate and rolling strategies: machines keep their ids and get a new config. */
import { setTimeout as sleep } from 'node:timers/promises';
import { groupOf, type Machine, type MachineConfig } from '../machine.ts';
import { scaledMs } from '../timing.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import { isHealthy, waitForMachine } from './wait-for-machine.ts';

export interface InPlaceUpdate {
  readonly call: Call;
  readonly app: string;
  readonly machines: readonly Machine[];
  readonly configFor: (machine: Machine) => MachineConfig;
  readonly strategy: 'immediate' | 'rolling';
  readonly waitTimeoutMs: number;
  readonly smokeChecks: boolean;
  /** Share of the machines that may be down at once; default 0.33. */
  readonly maxUnavailable?: number | undefined;
}

/** Updates the machines: all at once without looking, or the first alone and then some at a time, each waited for until it is healthy. */
export async function updateInPlace(update: InPlaceUpdate): Promise<void> {
  const machines = update.machines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const steps = machines.map((machine, index) => async (): Promise<void> => {
    const { call, app } = update;
    const count = machines.length > 1 ? `[${index + 1}/${machines.length}] ` : '';
    const label = `Machine ${machine.id} [${groupOf(machine)}]`;
    call.out(`> ${count}Updating machine config for ${machine.id}`);
    try {
      await call.api.updateMachine(app, machine.id, update.configFor(machine));
      if (update.strategy === 'rolling') await confirmMachine(update, machine);
    } catch (error) {
      call.out(`✖ ${count}${label} update failed: ${(error as Error).message}`);
      throw error;
    }
    call.out(`✔ ${count}${label} update succeeded`);
  });
  if (update.strategy === 'immediate') {
    const results = await Promise.allSettled(steps.map((step) => step()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return;
  }
  const [first, ...rest] = steps;
  await first?.();
  await inPool(rest, Math.max(1, Math.ceil(machines.length * (update.maxUnavailable ?? 0.33))));
}

/** Works through the steps, `width` at once; after a failure none is begun any more. */
async function inPool(steps: readonly (() => Promise<void>)[], width: number): Promise<void> {
  const queue = [...steps];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  };
  const ended = await Promise.allSettled(
    Array.from({ length: width }, () =>
      worker().catch((error: Error) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Waits for started, then the smoke check, then the health checks; each failure in flyctl's words. */
export async function confirmMachine(
  update: Pick<InPlaceUpdate, 'call' | 'app' | 'waitTimeoutMs' | 'smokeChecks'>,
  { id }: Pick<Machine, 'id'>,
): Promise<void> {
  const { call, app, waitTimeoutMs: timeoutMs } = update;
  const timeoutText = `failed to wait for VM ${id} in started state: timeout reached waiting for machine's state to change`;
  await waitForMachine({
    call,
    app,
    id,
    timeoutMs,
    timeoutText,
    until: (machine) => machine.state === 'started',
  });
  if (update.smokeChecks) await smokeCheck(call, app, id);
  await waitForMachine({
    call,
    app,
    id,
    timeoutMs,
    timeoutText: `timeout reached waiting for health checks to pass for machine ${id}: failed to get VM ${id}`,
    until: isHealthy,
  });
}

/** Watches for crashes for 10 s (scaled, long enough for a process to boot). */
async function smokeCheck(call: Call, app: string, id: string): Promise<void> {
  const until = Date.now() + Math.max(300, scaledMs(10_000, call.timing));
  while (Date.now() < until) {
    const { events, state, instance_id: boot } = await call.api.machine(app, id);
    const started = events.findIndex((event) => event.type === 'start');
    const crashed = state === 'stopped' || (events[0]?.type === 'exit' && started !== -1);
    if (crashed && boot)
      throw new FlyctlError(`smoke checks for ${id} failed: the app appears to be crashing`);
    await sleep(50);
  }
}
