/** A machine of the fleet: what the API says of it, reduced to what decisions need. */
import { counted } from '@paintbox/deploy-core/run';
import type { ApiMachine, ApiMachineConfig, ApiMachineEvent } from '../api/machine-schema.ts';
import { listAt, tableAt, tableOf, textAt } from '../config/live-config.ts';
import { markOf } from '../machines/release-metadata.ts';
import type { OwnMark } from '../machines/release-metadata.ts';

/** The maker of a machine, from its metadata. */
export type MachineKind = 'managed' | 'special' | 'unmanaged';

/** A machine of the fleet. */
export interface FleetMachine {
  readonly id: string;
  readonly name: string;
  readonly kind: MachineKind;
  readonly state: string;
  /** Process group. */
  readonly group: string;
  readonly region: string;
  /** Its version: another one after each update. */
  readonly instanceId: string | null;
  readonly releaseVersion: number | null;
  readonly digest: string | null;
  /** An image reference to deploy, by digest if known. */
  readonly imageRef: string;
  readonly cordoned: boolean;
  readonly checks: { readonly passing: number; readonly total: number };
  /** Blue-green tag of flyctl: a Unix time, or `safe_to_destroy`. */
  readonly tag: string | null;
  /** `PAINTBOX_BUILD_ID` of its environment: the run that made it. */
  readonly buildId: string | null;
  /** What a release of ours wrote on it; null for a machine of another tool. */
  readonly mark: OwnMark | null;
  /** Its CPU and memory as text; null when unknown. */
  readonly size: string | null;
  readonly hostOk: boolean;
  /** True when a service routes traffic to it; false for a worker. */
  readonly reached: boolean;
  /** Why the platform may leave it stopped; null for one that should run. */
  readonly restsFor: 'traffic' | 'standby' | 'schedule' | null;
  /** True when it holds a volume. */
  readonly volume: boolean;
  /** Null when its host does not answer. */
  readonly config: ApiMachineConfig | null;
  /** Newest first. */
  readonly events: readonly ApiMachineEvent[];
}

/** Machines in these states are being removed and do not count. */
const GONE = new Set(['destroying', 'destroyed', 'replaced', 'migrated']);

/** True for a machine that still exists. */
export function exists(machine: { readonly state: string }): boolean {
  return !GONE.has(machine.state);
}

/** Reads a machine of the API. */
export function fleetMachine(raw: ApiMachine): FleetMachine {
  const config = raw.config ?? {};
  const metadata = tableAt(config, 'metadata');
  const group = textAt(metadata, 'fly_process_group') ?? textAt(metadata, 'process_group') ?? 'app';
  const version = Number.parseInt(textAt(metadata, 'fly_release_version') ?? '', 10);
  const services = listAt(config, 'services').map(tableOf);
  return {
    id: raw.id,
    name: raw.name,
    kind: kindOf(group, textAt(metadata, 'fly_platform_version')),
    state: raw.state,
    group,
    region: raw.region,
    instanceId: raw.instanceId,
    releaseVersion: Number.isNaN(version) ? null : version,
    digest: raw.imageRef?.digest || null,
    imageRef: imageRefOf(raw),
    cordoned: raw.cordoned ?? false,
    checks: checksOf(raw, services),
    tag: textAt(metadata, 'fly_bluegreen_deployment_tag') ?? null,
    buildId: textAt(tableAt(config, 'env'), 'PAINTBOX_BUILD_ID') ?? null,
    mark: markOf(metadata),
    size: sizeOf(tableAt(config, 'guest')),
    hostOk: raw.hostStatus === 'ok',
    reached: services.length > 0,
    restsFor: restsFor(config, services),
    volume: listAt(config, 'mounts').length > 0,
    config: raw.config,
    events: raw.events,
  };
}

/** True for a machine that is at rest as it should be: autostopped, suspended, a standby, a scheduled one, or never launched. A crash is no rest. */
export function rests({ state, restsFor, events }: FleetMachine): boolean {
  if (state === 'created' || state === 'suspended') return true;
  if (state !== 'stopped') return false;
  if (restsFor !== null) return true;
  const exit = events.find((event) => event.exit !== null)?.exit;
  return exit === undefined || exit === null || exit.requestedStop || exit.exitCode === 0;
}

function imageRefOf({ imageRef: ref, config }: ApiMachine): string {
  const configured = textAt(config ?? {}, 'image') ?? '';
  if (ref === null) return configured;
  const repository = [ref.registry, ref.repository].filter((part) => part !== '').join('/');
  if (repository === '') return configured;
  if (ref.digest !== '') return `${repository}@${ref.digest}`;
  return ref.tag === '' ? configured : `${repository}:${ref.tag}`;
}

function sizeOf(guest: ApiMachineConfig): string | null {
  const { cpu_kind, cpus, memory_mb } = guest;
  const known = typeof cpu_kind === 'string' && typeof cpus === 'number' && typeof memory_mb === 'number';
  return known ? `${counted(cpus, `${cpu_kind} CPU`)}, ${memory_mb} MB` : null;
}

function restsFor(config: ApiMachineConfig, services: readonly ApiMachineConfig[]): FleetMachine['restsFor'] {
  if (listAt(config, 'standbys').length > 0) return 'standby';
  if (textAt(config, 'schedule') !== undefined) return 'schedule';
  const stops = services.some(
    ({ autostop }) => autostop === true || autostop === 'stop' || autostop === 'suspend',
  );
  return stops ? 'traffic' : null;
}

function kindOf(group: string, platformVersion: string | undefined): MachineKind {
  if (group.startsWith('fly_app_')) return 'special';
  return platformVersion === 'v2' ? 'managed' : 'unmanaged';
}

/** Right after a launch the answer lists no checks yet, so the configured ones are counted too. */
function checksOf(raw: ApiMachine, services: readonly ApiMachineConfig[]): FleetMachine['checks'] {
  const own = Object.keys(tableAt(raw.config ?? {}, 'checks')).filter(
    (name) => !name.startsWith('bg_deployments_compat'),
  );
  const configured = services.reduce((sum, service) => sum + listAt(service, 'checks').length, own.length);
  return {
    passing: raw.checks.filter(({ status }) => status === 'passing').length,
    total: Math.max(raw.checks.length, configured),
  };
}
