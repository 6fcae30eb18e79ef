/** The bluegreen strategy, phase by phase, with what each failure leaves behind (see the contract, §3). */
import { setTimeout as sleep } from 'node:timers/promises';
import { shortId } from '../ids.ts';
import { groupOf, namedChecks, type Machine, type MachineConfig } from '../machine.ts';
import { scaledMs } from '../timing.ts';
import { applyFaults, type Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import { forcedStarts, refuseUnfit } from './blue-green-preconditions.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import { checkTally, isHealthy, waitForMachine } from './wait-for-machine.ts';

export interface BlueGreenOptions {
  readonly call: Call;
  readonly app: string;
  /** Leased machines that are to be replaced. */
  readonly blue: readonly Machine[];
  /** Config of the machine that replaces a blue one. */
  readonly configFor: (machine: Machine) => MachineConfig;
  readonly leases: LeaseKeeper;
  readonly waitTimeoutMs: number;
  /** Stop signal for blue machines. */
  readonly stopSignal: string | undefined;
}

const tagKey = 'fly_bluegreen_deployment_tag';

/** Replaces the blue machines by green ones. */
export async function deployBlueGreen(options: BlueGreenOptions): Promise<void> {
  const { call } = options;
  call.cancellation.flagOnly();
  refuseUnfit(options);
  const green: Machine[] = [];
  try {
    await phase(call, 1, 'failed to create green machines', () => createGreen(options, green));
    await phase(call, 2, 'could not get all green machines into started state', () =>
      awaitStarted(options, green),
    );
    await phase(call, 3, 'could not get all green machines to be healthy', () =>
      awaitHealthy(options, green),
    );
    await phase(call, 4, 'failed to mark green machines as ready', () => markReady(options, green));
  } catch (error) {
    await undo(options, green);
    throw error;
  }
  await phase(call, 5, undefined, () => checkpoint(options));
  await phase(call, 6, 'failed to cordon blue machines', () => cordonBlue(options));
  await phase(call, 7, 'failed to stop blue machines', () => stopBlue(options));
  await phase(call, 8, 'could not get all blue machines into stopped state', () => awaitStopped(options));
  await phase(call, 9, undefined, () => destroyBlue(options));
  await phase(call, 10, undefined, async () => call.err('\nDeployment Complete'));
}

/** Runs one phase: its faults first; a failure gets the phase's sentinel as second line. */
async function phase(
  call: Call,
  number: number,
  sentinel: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    stopIfAborted(call);
    await applyFaults(call, number);
    await work();
  } catch (error) {
    if (!(error instanceof FlyctlError) || sentinel === undefined) throw error;
    throw new FlyctlError(`${error.message}\n${sentinel}`);
  }
}

function stopIfAborted(call: Call): void {
  if (call.cancellation.aborted) throw new FlyctlError('deployment aborted by user');
}

async function createGreen(options: BlueGreenOptions, green: Machine[]): Promise<void> {
  const { call, app, blue, leases } = options;
  call.err('\nCreating green machines');
  const metadata = {
    [tagKey]: String(Math.floor(Date.now() / 1000)),
    fly_flyctl_bluegreen_launch_id: shortId(),
  };
  const forced = forcedStarts(options);
  for (const machine of blue) {
    stopIfAborted(call);
    const config = options.configFor(machine);
    const made = await call.api.createMachine(app, {
      region: machine.region,
      config: { ...config, metadata: { ...config.metadata, ...metadata } },
      skip_service_registration: true,
      skip_launch: machine.state !== 'started' && !forced.has(machine.id),
    });
    green.push(made);
    await leases.acquire([made.id]);
    call.err(`  Created machine ${made.id} [${groupOf(made)}]`);
  }
}

async function awaitStarted(options: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  const { call, app, waitTimeoutMs: timeoutMs } = options;
  call.err('\nWaiting for all green machines to start');
  const timeoutText = "timeout reached waiting for machine's state to change";
  for (const { id, state } of green) {
    if (state === 'stopped') continue; // created without a start, like its blue twin
    const machine = await waitForMachine({
      call,
      app,
      id,
      timeoutMs,
      timeoutText,
      until: (current) => current.state === 'started',
      interrupt: () => stopIfAborted(call),
    });
    call.err(`  Machine ${id} [${groupOf(machine)}] - started`);
  }
}

async function awaitHealthy(options: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  const { call, app, waitTimeoutMs: timeoutMs } = options;
  call.err('\nWaiting for all green machines to be healthy');
  for (const made of green) {
    if (made.state === 'stopped') continue;
    const label = `Machine ${made.id} [${groupOf(made)}]`;
    if (namedChecks(made.config).length === 0) {
      call.err(`[WARN] Machine ${made.id} doesn't have healthchecks setup. We won't check its health.`);
      continue;
    }
    call.err(`  ${label} - unchecked`);
    const until = isHealthy;
    const interrupt = (): void => stopIfAborted(call);
    const machine = await waitForMachine({
      call,
      app,
      id: made.id,
      timeoutMs,
      timeoutText: 'wait timeout',
      until,
      interrupt,
    });
    const { passing, total } = checkTally(machine);
    call.err(`  ${label} - ${passing}/${total} passing`);
  }
}

async function markReady({ call, app }: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  call.err('\nMarking green machines as ready');
  for (const { id } of green) {
    stopIfAborted(call);
    await call.api.act(app, id, 'uncordon');
    call.err(`  Machine ${id} now ready`);
  }
}

async function checkpoint({ call, app, blue }: BlueGreenOptions): Promise<void> {
  call.err('\nCheckpointing deployment, this may take a few seconds...');
  for (const { id } of blue)
    await call.api.setMetadata(app, id, tagKey, 'safe_to_destroy').catch(warn(call, id));
}

async function cordonBlue({ call, app, blue }: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting before cordoning all blue machines');
  await settle(call);
  for (const { id } of blue) {
    stopIfAborted(call);
    const done = await call.api.act(app, id, 'cordon').then(() => true, warn(call, id));
    if (done) call.err(`  Machine ${id} cordoned`);
  }
}

async function stopBlue({ call, app, blue, stopSignal }: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting before stopping all blue machines');
  await settle(call);
  call.err('\nStopping all blue machines');
  for (const { id } of blue) {
    stopIfAborted(call);
    await call.api.act(app, id, 'stop', stopSignal ? { signal: stopSignal } : {}).catch(warn(call, id));
  }
}

async function awaitStopped({ call, app, blue, waitTimeoutMs: timeoutMs }: BlueGreenOptions): Promise<void> {
  call.err('\nWaiting for all blue machines to stop');
  const interrupt = (): void => stopIfAborted(call);
  for (const { id } of blue) {
    const until = ({ state }: Machine): boolean => state === 'stopped' || state === 'destroyed';
    await waitForMachine({ call, app, id, timeoutMs, timeoutText: 'wait timeout', until, interrupt });
    call.err(`  Machine ${id} - stopped`);
  }
}

async function destroyBlue({ call, app, blue, leases }: BlueGreenOptions): Promise<void> {
  call.err('\nDestroying all blue machines');
  const failed: string[] = [];
  for (const { id } of blue) {
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

/** Clean-up after a failure before the point of no return. No signal is handled any more from here on. */
async function undo({ call, app, leases }: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  call.cancellation.ignoreNothing();
  call.err('\nRolling back failed deployment');
  for (const { id } of green) {
    try {
      await call.api.destroyMachine(app, id, { force: true });
      leases.drop(id);
      call.err(`  Deleted machine ${id}`);
    } catch (error) {
      call.err(`Error in rollback: ${(error as Error).message}`);
    }
  }
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
