/** A machine of `machine list --json`, reduced to the fields that decisions need. */
import * as v from 'valibot';

const guestSchema = v.object({ cpu_kind: v.string(), cpus: v.number(), memory_mb: v.number() });

const configSchema = v.object({
  // Only shown to people, so an odd value must not cause an error.
  guest: v.fallback(v.nullish(guestSchema), null),
  image: v.nullish(v.string(), ''),
  env: v.nullish(v.record(v.string(), v.string()), {}),
  metadata: v.nullish(v.record(v.string(), v.string()), {}),
  services: v.nullish(
    v.array(
      v.object({
        autostop: v.nullish(v.union([v.string(), v.boolean()]), false),
        checks: v.nullish(v.array(v.unknown()), []),
      }),
    ),
    [],
  ),
  checks: v.nullish(v.record(v.string(), v.unknown()), {}),
  standbys: v.nullish(v.array(v.string()), []),
});

// The fields we use; all others may change.
const rawSchema = v.object({
  id: v.string(),
  state: v.string(),
  cordoned: v.nullish(v.boolean(), false),
  host_status: v.nullish(v.string(), 'ok'),
  image_ref: v.nullish(
    v.object({
      registry: v.nullish(v.string(), ''),
      repository: v.nullish(v.string(), ''),
      tag: v.nullish(v.string(), ''),
      digest: v.nullish(v.string(), ''),
    }),
  ),
  checks: v.nullish(v.array(v.object({ name: v.string(), status: v.string() })), []),
  config: v.nullish(configSchema),
  // The fields of a machine whose host does not answer.
  incomplete_config: v.nullish(configSchema),
});

/** The maker of a machine, from its metadata. */
export type MachineKind = 'managed' | 'release-command' | 'special' | 'unmanaged';

/** A machine of the fleet. */
export interface FleetMachine {
  readonly id: string;
  readonly kind: MachineKind;
  readonly state: string;
  /** Process group. */
  readonly group: string;
  readonly releaseVersion: number | null;
  readonly digest: string | null;
  /** An image reference to deploy, by digest if known. */
  readonly imageRef: string;
  readonly cordoned: boolean;
  readonly checks: { readonly passing: number; readonly total: number };
  /** Blue-green tag: a Unix time, or `safe_to_destroy`. */
  readonly tag: string | null;
  /** `PAINTBOX_BUILD_ID` of its environment: the run that made it. */
  readonly buildId: string | null;
  /** Its CPU and memory as text; null when unknown. */
  readonly size: string | null;
  readonly hostOk: boolean;
  /** True when a service routes traffic to it; false for a worker. */
  readonly reached: boolean;
  /** True when the platform may stop it for lack of traffic, or keeps it as a standby. */
  readonly mayRest: boolean;
}

/** Machines in these states are being removed and do not count. */
const GONE = new Set(['destroying', 'destroyed', 'replaced', 'migrated']);

/** True for a machine that still exists. */
export function exists(machine: FleetMachine): boolean {
  return !GONE.has(machine.state);
}

/** Reads a machine of the answer. */
export const machineSchema: v.GenericSchema<unknown, FleetMachine> = v.pipe(
  rawSchema,
  v.transform(toFleetMachine),
);

function toFleetMachine(raw: v.InferOutput<typeof rawSchema>): FleetMachine {
  const config = raw.config ?? raw.incomplete_config;
  const metadata = config?.metadata ?? {};
  const group = metadata['fly_process_group'] ?? metadata['process_group'] ?? 'app';
  const version = Number.parseInt(metadata['fly_release_version'] ?? '', 10);
  const ref = raw.image_ref;
  const repository = ref ? [ref.registry, ref.repository].filter((part) => part !== '').join('/') : '';
  const tagged = ref?.tag ? `${repository}:${ref.tag}` : (config?.image ?? '');
  return {
    id: raw.id,
    kind: kindOf(group, metadata['fly_platform_version']),
    state: raw.state,
    group,
    releaseVersion: Number.isNaN(version) ? null : version,
    digest: ref?.digest || null,
    imageRef: ref?.digest && repository !== '' ? `${repository}@${ref.digest}` : tagged,
    cordoned: raw.cordoned,
    checks: checksOf(raw, config),
    tag: metadata['fly_bluegreen_deployment_tag'] ?? null,
    buildId: config?.env['PAINTBOX_BUILD_ID'] ?? null,
    size: sizeOf(config?.guest),
    hostOk: raw.host_status === 'ok',
    reached: (config?.services ?? []).length > 0,
    mayRest:
      (config?.standbys ?? []).length > 0 ||
      (config?.services ?? []).some((service) => rests(service.autostop)),
  };
}

function sizeOf(guest: v.InferOutput<typeof guestSchema> | null | undefined): string | null {
  return guest ? `${guest.cpus} ${guest.cpu_kind} CPU(s), ${guest.memory_mb} MB` : null;
}

function rests(autostop: string | boolean): boolean {
  return autostop === true || autostop === 'stop' || autostop === 'suspend';
}

function kindOf(group: string, platformVersion: string | undefined): MachineKind {
  if (group === 'fly_app_release_command') return 'release-command';
  if (group.startsWith('fly_app_')) return 'special';
  return platformVersion === 'v2' ? 'managed' : 'unmanaged';
}

/** Right after a launch the answer lists no checks yet, so the configured ones are counted too. */
function checksOf(
  raw: v.InferOutput<typeof rawSchema>,
  config: v.InferOutput<typeof configSchema> | null | undefined,
): FleetMachine['checks'] {
  const real = (name: string): boolean => !name.startsWith('bg_deployments_compat');
  const seen = raw.checks.filter(({ name }) => real(name));
  const configured =
    (config?.services ?? []).reduce((sum, { checks }) => sum + checks.length, 0) +
    Object.keys(config?.checks ?? {}).filter(real).length;
  return {
    passing: seen.filter(({ status }) => status === 'passing').length,
    total: Math.max(seen.length, configured),
  };
}
