/** The second half of a blue-green deploy: retiring the old machines. Nothing is undone any more (contract, §3.2, phases 5 to 9). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../machine.ts';
import { scaledMs } from '../timing.ts';
import { stopIfAborted, tagKey, type BlueGreenOptions } from './blue-green-options.ts';
import type { Call } from './call.ts';
import { strike } from './strike.ts';
import { waitForMachine } from './wait-for-machine.ts';

/** Phase 5: marks the old machines as replaced. */
export async function checkpoint({ call, app, blue }: BlueGreenOptions): Promise<void> {
  call.err('\nCheckpointing deployment, this may take a few seconds...');
  for (const [index, { id }] of blue.entries()) {
    await strike(call, 5, index);
    await call.api.setMetadata(app, id, tagKey, 'safe_to_destroy').catch(warn(call, id));
  }
}

/** Phase 6: takes the old machines out of traffic. */
export async function cordonBlue({ call, app, blue }: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting before cordoning all blue machines');
  await settle(call);
  for (const [index, { id }] of blue.entries()) {
    stopIfAborted(call);
    await strike(call, 6, index);
    const done = await call.api.act(app, id, 'cordon').then(() => true, warn(call, id));
    if (done) call.err(`  Machine ${id} cordoned`);
  }
}

/** Phase 7: stops them. */
export async function stopBlue({ call, app, blue, stopSignal }: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting before stopping all blue machines');
  await settle(call);
  call.err('\nStopping all blue machines');
  for (const [index, { id }] of blue.entries()) {
    stopIfAborted(call);
    await strike(call, 7, index);
    await call.api.act(app, id, 'stop', stopSignal ? { signal: stopSignal } : {}).catch(warn(call, id));
  }
}

/** Phase 8: waits for their end. */
export async function awaitStopped({
  call,
  app,
  blue,
  waitTimeoutMs: timeoutMs,
}: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting for all blue machines to stop');
  const interrupt = (): void => stopIfAborted(call);
  for (const [index, { id }] of blue.entries()) {
    await strike(call, 8, index);
    const until = ({ state }: Machine): boolean => state === 'stopped' || state === 'destroyed';
    await waitForMachine({ call, app, id, timeoutMs, timeoutText: 'wait timeout', until, interrupt });
    call.err(`  Machine ${id} - stopped`);
  }
}

/** Phase 9: removes them; those that stay are only named. */
export async function destroyBlue({ call, app, blue, leases }: BlueGreenOptions): Promise<void> {
  call.err('\nDestroying all blue machines');
  const failed: string[] = [];
  for (const [index, { id }] of blue.entries()) {
    await strike(call, 9, index);
    try {
      await call.api.destroyMachine(app, id, { force: true });
      leases.drop(id);
      call.err(`  Machine ${id} destroyed`);
    } catch {
      failed.push(id);
    }
  }
  if (failed.length === 0) return;
  call.err(`Failed to destroy ${failed.length} machine(s). Remove them manually with:`);
  for (const id of failed) call.err(`  fly machine destroy --force ${id}`);
}

/** The 10 s pauses that let the edge and requests in flight settle. */
async function settle(call: Call): Promise<void> {
  const until = Date.now() + scaledMs(10_000, call.timing);
  while (Date.now() < until) {
    stopIfAborted(call);
    await sleep(Math.min(50, Math.max(1, until - Date.now())));
  }
}

function warn(call: Call, id: string): (error: Error) => false {
  return (error) => {
    call.err(`  [warn] machine ${id}: ${error.message}`);
    return false;
  };
}
