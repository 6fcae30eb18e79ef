/** Boots a release beside the one that serves: every machine made cordoned, started, and proven by the platform's checks. Nothing that serves is touched. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import type { Blue, BootedRelease } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { allAtOnce } from '../changes/all-at-once.ts';
import { createMachine } from '../changes/create-machine.ts';
import type { MadeMachine } from '../changes/create-machine.ts';
import { start } from '../changes/machine-changes.ts';
import { writeRow } from '../changes/release-row.ts';
import { volumeFor } from '../changes/volume.ts';
import type { MachineConfigs } from '../config/machine-configs.ts';
import { greenUnhealthy } from '../release-errors.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { awaitHealthy } from '../machines/await-healthy.ts';
import { bootPlan } from '../machines/boot-plan.ts';
import { bootedOf, placeOf } from './booted-of.ts';
import type { BootPlan, NewMachine } from '../machines/boot-plan.ts';

/** What is booted. */
export interface BootWork {
  readonly image: Image;
  readonly blues: readonly Blue[];
  readonly configs: MachineConfigs;
  readonly configJson: string | null;
  readonly buildId: string;
  /** The newest release number so far. */
  readonly after: number | null;
  /** How long the machines may take to become healthy, in ms. */
  readonly healthyMs: number;
}

/** Boots. @throws DeployError what {@link awaitHealthy} throws, or that of a call that was refused */
export async function bootRelease(ctx: StageContext, act: Act, work: BootWork): Promise<BootedRelease> {
  const { image, configJson, buildId, after } = work;
  const row = await act('row', writeRow({ image: image.ref, configJson, after }));
  const version = row?.version ?? (after ?? 0) + 1;
  const mark = { release: buildId, run: ctx.run.id, generation: version, row };
  const plan = bootPlan({ ...work, app: ctx.run.app, image: image.ref, mark });
  const made = await makeAll(ctx, act, plan, work);
  const launched = made.filter(({ wanted }) => wanted.standsBy.length === 0);
  const healthy = await awaitHealthy(
    ctx,
    launched.map(({ id, wanted }) => ({ id, group: wanted.group, digest: image.digest })),
    { limitMs: work.healthyMs, wake: (id) => start(id, () => undefined).apply(ctx) },
  );
  return bootedOf(work, {
    version,
    row,
    digest: image.digest ?? digestOf(healthy),
    machines: made.map(({ id, instanceId, wanted }) => ({ id, instanceId, ...placeOf(wanted) })),
    plan,
  });
}

interface Made extends MadeMachine {
  readonly wanted: NewMachine;
}

/** Standbys come last, because they name the machines they stand by for. */
async function makeAll(
  ctx: StageContext,
  act: Act,
  { machines }: BootPlan,
  work: BootWork,
): Promise<readonly Made[]> {
  const [first, standbys] = [
    machines.filter(({ standsBy }) => standsBy.length === 0),
    machines.filter(({ standsBy }) => standsBy.length > 0),
  ];
  const made = await allAtOnce(first, (wanted) => make(ctx, act, wanted, wanted.config, work));
  const ids = new Map(made.map(({ wanted, id }) => [wanted.name, id]));
  const later = await allAtOnce(standbys, (wanted) => {
    const old = Array.isArray(wanted.config['standbys']) ? wanted.config['standbys'] : [];
    return make(
      ctx,
      act,
      wanted,
      { ...wanted.config, standbys: [...old, ...wanted.standsBy.map((name) => ids.get(name))] },
      work,
    );
  });
  return [...made, ...later];
}

async function make(
  ctx: StageContext,
  act: Act,
  wanted: NewMachine,
  config: NewMachine['config'],
  { buildId }: BootWork,
): Promise<Made> {
  const { name, group } = wanted;
  const held = await volumeFor(ctx, act, wanted);
  const region = held?.region ?? wanted.region;
  const instead = wanted.replaces === null ? '' : `, beside machine ${wanted.replaces}`;
  const made = await act(
    'create',
    createMachine({
      name,
      describe: `make machine ${name} of group ${group}, without traffic${instead}`,
      mark: { run: ctx.run.id, release: buildId },
      input: {
        config: held === undefined ? config : { ...config, mounts: held.mounts },
        ...(region === undefined ? {} : { region }),
        skip_service_registration: true,
        ...(wanted.standsBy.length > 0 ? { skip_launch: true } : {}),
      },
    }),
  );
  return { ...made, wanted };
}

/** The image of a tag is what the machines run; all of them the same. Null when no machine was made. */
function digestOf(healthy: readonly FleetMachine[]): string | null {
  const digests = new Set(healthy.map(({ digest }) => digest));
  const [digest = null] = digests;
  const [{ id } = { id: '' }] = healthy;
  if (digests.size > 1)
    throw greenUnhealthy(id, `the new machines run several images: ${[...digests].join(', ')}`);
  if (healthy.length > 0 && digest === null)
    throw greenUnhealthy(id, 'the platform does not say which image it runs');
  return digest;
}
