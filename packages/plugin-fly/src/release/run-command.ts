/** The release command: a machine is made for it, which goes when its process has ended, and is watched until then. It is run at most twice, the second time only when nobody can know how it ended. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import { machinesApi } from '../api/machines-api.ts';
import type { ApiMachine } from '../api/machine-schema.ts';
import type { FleetBefore } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { createMachine } from '../changes/create-machine.ts';
import { defaultGroup } from '../config/groups.ts';
import { NEW_RELEASE_GUEST } from '../config/guest.ts';
import { tableAt } from '../config/live-config.ts';
import type { MachineConfigs } from '../config/machine-configs.ts';
import type { WantedConfig } from '../config/machine-config.ts';
import { commandFailed, commandLost, commandTimeout, commandUnseen } from '../release-errors.ts';
import { exists } from '../fleet/machine.ts';
import { machineName } from '../machines/machine-name.ts';
import { commandMark } from '../machines/release-metadata.ts';
import { whyEnded } from '../machines/why-ended.ts';

/** What is run. */
export interface CommandWork {
  readonly image: Image;
  readonly before: FleetBefore;
  readonly configs: MachineConfigs;
  readonly wanted: WantedConfig;
}

const LOOK_MS = 1_000;
const TRIES = 2;
/** Where the file sets no `release_command_timeout` (flyctl 0.4.87). */
const LIMIT_MS = 5 * 60_000;
/** For so long a machine that was just made may be unknown to some servers. */
const LAG_MS = 15_000;
/** A host that does not answer for so long is waited for no longer. */
const UNSEEN_MS = 60_000;

/** Runs it. @throws DeployError `FLY_RELEASE_COMMAND_FAILED`, `FLY_RELEASE_COMMAND_TIMEOUT`, `FLY_RELEASE_COMMAND_LOST` */
export async function runCommand(ctx: StageContext, act: Act, work: CommandWork): Promise<void> {
  for (let index = 0; index < TRIES; index += 1) {
    const id = await launch(ctx, act, work, index);
    const exitCode = await ended(ctx, id, limitOf(work.configs));
    if (exitCode === 'lost') {
      ctx.log.warn(
        `machine ${id} of the release command is gone, and nobody knows how it ended${index + 1 < TRIES ? ': the command is run once more' : ''}`,
      );
      continue;
    }
    if (exitCode !== 0) throw commandFailed(id, exitCode);
    ctx.log.info('the release command has succeeded');
    return;
  }
  throw commandLost();
}

async function launch(
  ctx: StageContext,
  act: Act,
  { image, before, configs, wanted }: CommandWork,
  index: number,
): Promise<string> {
  const buildId = ctx.run.id;
  const metadata = { ...wanted.metadata, ...commandMark(buildId, ctx.run.id) };
  const { id } = await act(
    'create',
    createMachine({
      name: machineName({ app: ctx.run.app, group: 'command', release: buildId, index }),
      describe: `run the release command of ${ctx.run.app} with image ${image.ref}`,
      mark: { run: ctx.run.id, release: buildId },
      input: {
        config: {
          ...wanted,
          image: image.ref,
          env: { ...wanted.env, PAINTBOX_BUILD_ID: buildId },
          guest: wanted.guest ?? largestGuest(before, configs),
          metadata,
        },
        ...(configs.region === undefined ? {} : { region: configs.region }),
        skip_service_registration: true,
      },
    }),
  );
  return id;
}

/** How its process ended; a machine that is gone still tells it for a while, and then is `lost`. */
async function ended(ctx: StageContext, id: string, limitMs: number): Promise<number | 'lost'> {
  const { machines } = machinesApi(ctx);
  const startedAt = ctx.clock.now();
  for (let seenAt = startedAt; ;) {
    const machine = await machines.get(id);
    const waitedMs = ctx.clock.now() - startedAt;
    const code = machine === null ? undefined : exitCodeOf(machine);
    if (code !== undefined) return code;
    if (machine === null ? waitedMs >= LAG_MS : !exists(machine)) return 'lost';
    if (waitedMs >= limitMs) throw commandTimeout(id, waitedMs);
    const unseenMs = ctx.clock.now() - seenAt;
    if (machine?.hostStatus === 'ok') seenAt = ctx.clock.now();
    else if (unseenMs >= UNSEEN_MS) throw commandUnseen(id, unseenMs);
    ctx.progress('the release command is running');
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
  }
}

function exitCodeOf(machine: ApiMachine): number | undefined {
  const { state, events } = machine;
  const exit = events.find((event) => event.exit !== null)?.exit;
  if (exit !== undefined && exit !== null && !exit.restarting)
    return exit.exitCode ?? (exit.oomKilled ? 137 : 1);
  const failed = /^(?:stopped|failed|launch_failed)$/.test(state) ? whyEnded(machine) : undefined;
  if (failed !== undefined) throw failed;
  return undefined;
}

/** As flyctl: the largest of the default group, else two shared CPUs. */
function largestGuest({ blues }: FleetBefore, { file }: MachineConfigs): Readonly<Record<string, unknown>> {
  const group = defaultGroup(file);
  const guests = blues
    .filter((blue) => blue.group === group)
    .map(({ config }) => tableAt(config ?? {}, 'guest'));
  const bySize = guests.toSorted((a, b) => Number(b['memory_mb'] ?? 0) - Number(a['memory_mb'] ?? 0));
  return Object.keys(bySize[0] ?? {}).length > 0 ? (bySize[0] ?? {}) : { ...NEW_RELEASE_GUEST };
}

function limitOf({ file }: MachineConfigs): number {
  const nanoseconds = file.deploy?.release_command_timeout ?? 0n;
  return nanoseconds > 0n ? Number(nanoseconds / 1_000_000n) : LIMIT_MS;
}
