/** Runs the app's release command in a machine of its own, before any other machine is touched. */
import type { Guest, Machine } from '../machine.ts';
import { durationMs } from '../timing.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import { defaultGroup, type FlyctlConfig } from './fly-config.ts';
import { defaultGuest, environment, guestFor, guestOf } from './machine-config.ts';
import { splitWords } from './shell-words.ts';
import { waitForMachine } from './wait-for-machine.ts';

const group = 'fly_app_release_command';

export interface ReleaseCommandOptions {
  readonly call: Call;
  readonly app: string;
  readonly config: FlyctlConfig;
  readonly image: string;
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly guest: Guest | undefined;
}

/** Runs it and waits for its end; a non-zero exit code fails the deploy. */
export async function runReleaseCommand(options: ReleaseCommandOptions): Promise<void> {
  const { call, app, config } = options;
  const command = config.deploy?.release_command;
  if (!command) return;
  await endLeftovers(call, app);
  call.err(`Running ${app} release_command: ${command}`);
  const vm = config.deploy.release_command_vm;
  const machine = await call.api.createMachine(app, {
    region: config.primary_region,
    config: {
      image: options.image,
      env: { ...environment({ config, group, extraEnv: options.extraEnv }), RELEASE_COMMAND: '1' },
      guest: vm ? guestOf(vm) : (guestFor(config, defaultGroup(config)) ?? options.guest ?? defaultGuest),
      metadata: { fly_platform_version: 'v2', fly_process_group: group, ...options.metadata },
      services: [],
      checks: {},
      init: { cmd: splitWords(command) },
      restart: { policy: 'no' },
      auto_destroy: true,
    },
  });
  const failure = 'release command failed - aborting deployment.';
  const ended = await waitForMachine({
    call,
    app,
    id: machine.id,
    timeoutMs: timeout(call, config),
    timeoutText: `${failure} error waiting for release_command machine ${machine.id} to finish running: timeout reached waiting for machine's state to change`,
    until: ({ state }) => state === 'destroyed' || state === 'stopped',
  });
  const code = exitCode(ended);
  if (code === 0) return call.out(`release_command ${machine.id} completed successfully`);
  call.err(`Error release_command failed running on machine ${machine.id} with exit code ${code}.`);
  call.err("Check its logs: here's the last 100 lines below, or run 'fly logs -i':");
  for (const line of await call.api.logs(app, machine.id)) call.err(`  ${line}`);
  throw new FlyctlError(`${failure} machine ${machine.id} exited with non-zero status of ${code}`);
}

async function endLeftovers(call: Call, app: string): Promise<void> {
  for (const machine of await call.api.machines(app)) {
    if (machine.config.metadata['fly_process_group'] !== group) continue;
    await call.api.destroyMachine(app, machine.id, { force: true });
  }
}

function timeout(call: Call, config: FlyctlConfig): number {
  const flag = call.args.text('release-command-timeout');
  if (flag === 'none') return Number.POSITIVE_INFINITY;
  if (flag !== undefined) return durationMs(flag, 's') ?? 300_000;
  const configured = config.deploy?.release_command_timeout;
  return (configured === undefined ? undefined : durationMs(configured, 'ns')) ?? 300_000;
}

function exitCode(machine: Machine): number {
  const exit = machine.events.find((event) => event.type === 'exit')?.request?.exit_event;
  if (exit) return exit.exit_code;
  throw new FlyctlError(`error finding the release_command machine ${machine.id} exit event: not found`);
}
