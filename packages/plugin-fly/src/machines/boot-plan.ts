/**
 * Which machines a release makes: for each machine that is there a twin, for a group that is new its first ones. Groups that hold volumes, and machines that
 * are run by the clock, are changed in place instead. Pure.
 */
import type { Blue } from '../artifacts.ts';
import { NEW_GUEST } from '../config/guest.ts';
import { listAt, tableAt, textsIn } from '../config/live-config.ts';
import type { LiveConfig } from '../config/live-config.ts';
import type { MachineConfigs } from '../config/machine-configs.ts';
import type { WantedConfig } from '../config/machine-config.ts';
import { initialSizeGb } from '../config/mounts.ts';
import { configOver } from '../config/over-machine.ts';
import { machineName } from './machine-name.ts';
import { greenMetadata } from './release-metadata.ts';
import type { ReleaseMark } from './release-metadata.ts';

/** A machine that is made. */
export interface NewMachine {
  readonly name: string;
  readonly group: string;
  /** Undefined where neither a machine nor the file names one: the platform chooses. */
  readonly region: string | undefined;
  readonly config: LiveConfig;
  /** The blue it takes over from. */
  readonly replaces: string | null;
  /** The machines, by name, for which it stands by: it is made after them, and not launched. */
  readonly standsBy: readonly string[];
  /** True when it rests again after its proof. */
  readonly rests: boolean;
  /** The volume it needs; it is mounted when it is made. */
  readonly volume: { readonly name: string; readonly sizeGb: number } | null;
}

/** What a release is made of. */
export interface BootRequest {
  readonly app: string;
  readonly blues: readonly Blue[];
  readonly configs: MachineConfigs;
  /** By digest where it is known. */
  readonly image: string;
  readonly buildId: string;
  readonly mark: ReleaseMark;
}

/** The plan. */
export interface BootPlan {
  readonly machines: readonly NewMachine[];
  /** Blues that are changed in place, with their next config. */
  readonly inPlace: readonly { readonly blue: Blue; readonly config: LiveConfig }[];
}

/** Makes the plan. */
export function bootPlan(request: BootRequest): BootPlan {
  const { blues, configs } = request;
  const twins: NewMachine[] = [];
  const inPlace: { blue: Blue; config: LiveConfig }[] = [];
  for (const { group, config: wanted } of configs.groups) {
    const members = blues.filter((blue) => blue.group === group);
    if (members.length === 0) twins.push(...firstOf(request, group, wanted));
    let index = 0;
    for (const blue of members) {
      // What is known of a host that does not answer must not be used, so a sister of the group lends its config.
      const live = blue.config ?? members.find(({ config }) => config !== null)?.config ?? {};
      const config = released(request, group, configOver(live, wanted), tableAt(live, 'metadata'));
      const held = blue.inPlace ?? ((wanted.mounts ?? []).length > 0 ? 'volume' : null);
      if (held !== null) inPlace.push({ blue, config });
      else twins.push(twinOf(request, blue, config, index));
      index += 1;
    }
  }
  return { machines: standbysLast(twins, blues), inPlace };
}

function twinOf(request: BootRequest, blue: Blue, config: LiveConfig, index: number): NewMachine {
  return {
    name: nameOf(request, blue.group, index),
    group: blue.group,
    region: blue.region || request.configs.region,
    config,
    replaces: blue.id,
    standsBy: [],
    rests: blue.rests,
    volume: null,
  };
}

/** As flyctl makes them for an app that never ran: two where requests are served, else one with a standby (its `--ha`, deploy_first.go). */
function firstOf(request: BootRequest, group: string, wanted: WantedConfig): readonly NewMachine[] {
  const serves = (wanted.services ?? []).length > 0;
  const mount = wanted.mounts?.[0];
  const config = released(request, group, { guest: NEW_GUEST, ...configOver({}, wanted) }, {});
  const one = (index: number): NewMachine => ({
    name: nameOf(request, group, index),
    group,
    region: request.configs.region,
    config: wanted.guest === undefined ? { ...config, guest: NEW_GUEST } : config,
    replaces: null,
    standsBy: [],
    rests: false,
    volume:
      mount === undefined
        ? null
        : { name: mount.name ?? 'data', sizeGb: initialSizeGb(request.configs.file, group) },
  });
  const first = one(0);
  if (mount !== undefined) return [first];
  if (serves) return [first, one(1)];
  return [first, { ...one(1), standsBy: [first.name], rests: true }];
}

/** The config with what belongs to the release. */
function released(
  { image, buildId, mark }: BootRequest,
  group: string,
  config: LiveConfig,
  before: LiveConfig,
): LiveConfig {
  return {
    ...config,
    image,
    env: { ...tableAt(config, 'env'), PAINTBOX_BUILD_ID: buildId },
    metadata: greenMetadata(textsIn(before), group, mark),
  };
}

/** A twin of a standby stands by for the twins of those for which the old one did. */
function standbysLast(twins: readonly NewMachine[], blues: readonly Blue[]): readonly NewMachine[] {
  const twinOfBlue = new Map(twins.map(({ replaces, name }) => [replaces, name]));
  const known = new Set(blues.map(({ id }) => id));
  const mapped = twins.map((twin): NewMachine => {
    const old = listAt(twin.config, 'standbys').filter((id): id is string => typeof id === 'string');
    const names = old.flatMap((id) => twinOfBlue.get(id) ?? []);
    // A machine that this release does not replace keeps its standby as it is.
    const kept = old.filter((id) => !known.has(id) || !twinOfBlue.has(id));
    if (old.length === 0 || names.length === 0) return twin;
    return { ...twin, standsBy: names, rests: true, config: { ...twin.config, standbys: kept } };
  });
  return [
    ...mapped.filter(({ standsBy }) => standsBy.length === 0),
    ...mapped.filter(({ standsBy }) => standsBy.length > 0),
  ];
}

function nameOf({ app, buildId }: BootRequest, group: string, index: number): string {
  return machineName({ app, group, release: buildId, index });
}
