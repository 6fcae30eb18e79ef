/** The bluegreen strategy, phase by phase, with what each failure leaves behind (see the contract, §3). */
import { setTimeout as sleep } from 'node:timers/promises';
import { shortId } from '../ids.ts';
import { groupOf, namedChecks, type Machine } from '../machine.ts';
import { durationMs, scaledMs } from '../timing.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import { stopIfAborted, tagKey, type BlueGreenOptions } from './blue-green-options.ts';
import { forcedStarts, refuseUnfit } from './blue-green-preconditions.ts';
import { awaitStopped, checkpoint, cordonBlue, destroyBlue, stopBlue } from './blue-green-retire.ts';
import { strike } from './strike.ts';
import { checkTally, isHealthy, waitForMachine } from './wait-for-machine.ts';

/** Replaces the blue machines by green ones. */
export async function deployBlueGreen(options: BlueGreenOptions): Promise<void> {
  const { call } = options;
  call.cancellation.flagOnly();
  await refuseUnfit(options);
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
  await phase(call, 10, undefined, async () => {
    if (call.faults.some(({ kind }) => kind === 'no-machines')) await destroyAll(options, green);
    call.err('\nDeployment Complete');
  });
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
    await strike(call, number);
    await work();
  } catch (error) {
    if (!(error instanceof FlyctlError) || sentinel === undefined) throw error;
    throw new FlyctlError(`${error.message}\n${sentinel}`);
  }
}

async function createGreen(options: BlueGreenOptions, green: Machine[]): Promise<void> {
  const { call, app, blue } = options;
  call.err('\nCreating green machines');
  const metadata = {
    [tagKey]: String(Math.floor(Date.now() / 1000)),
    fly_flyctl_bluegreen_launch_id: shortId(),
  };
  const forced = forcedStarts(options);
  for (const [index, machine] of blue.entries()) {
    stopIfAborted(call);
    await strike(call, 1, index);
    const config = options.configFor(machine);
    const made = await call.api.createMachine(app, {
      region: machine.region,
      config: { ...config, metadata: { ...config.metadata, ...metadata } },
      skip_service_registration: true,
      skip_launch: machine.state !== 'started' && !forced.has(machine.id),
    });
    green.push(made);
    call.err(`  Created machine ${made.id} [${groupOf(made)}]`);
  }
}

async function awaitStarted(options: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  const { call, app, waitTimeoutMs: timeoutMs } = options;
  call.err('\nWaiting for all green machines to start');
  const timeoutText = "timeout reached waiting for machine's state to change";
  for (const [index, { id, state }] of green.entries()) {
    await strike(call, 2, index);
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
  for (const [index, made] of green.entries()) {
    await strike(call, 3, index);
    if (made.state === 'stopped') continue;
    const label = `Machine ${made.id} [${groupOf(made)}]`;
    if (namedChecks(made.config).length === 0) {
      call.err(`[WARN] Machine ${made.id} doesn't have healthchecks setup. We won't check its health.`);
      continue;
    }
    call.err(`  ${label} - unchecked`);
    await sleep(scaledMs(shortestGraceMs(made), call.timing));
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
  for (const [index, { id }] of green.entries()) {
    stopIfAborted(call);
    await strike(call, 4, index);
    await call.api.act(app, id, 'uncordon');
    call.err(`  Machine ${id} now ready`);
  }
}

/** Clean-up after a failure before the point of no return. No signal is handled any more from here on. */
async function undo({ call, app }: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  call.cancellation.ignoreNothing();
  call.err('\nRolling back failed deployment');
  for (const { id } of green) {
    try {
      await call.api.destroyMachine(app, id, { force: true });
      call.err(`  Deleted machine ${id}`);
    } catch (error) {
      call.err(`Error in rollback: ${(error as Error).message}`);
    }
  }
}

/** What one user saw happen: success, and no machine of either colour left. */
async function destroyAll({ call, app }: BlueGreenOptions, green: readonly Machine[]): Promise<void> {
  for (const { id } of green) await call.api.destroyMachine(app, id, { force: true });
}

/** flyctl does not look at a machine's health before its shortest grace period is over. */
function shortestGraceMs({ config }: Machine): number {
  const graces = namedChecks(config).map(({ check }) => durationMs(check.grace_period ?? '1s', 'ms') ?? 1000);
  return Math.min(...graces);
}
