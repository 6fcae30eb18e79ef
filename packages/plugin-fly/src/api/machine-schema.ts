/** A machine as the API shows it. Missing and additional fields are normal; only the id must be there (superfly/fly-go, machine_types.go). */
import * as v from 'valibot';

/** A machine, with all that stages decide by. */
export interface ApiMachine {
  readonly id: string;
  readonly name: string;
  /** `created`, `starting`, `started`, … (fly.io/docs/machines/machine-states); `unknown` when the answer had none. */
  readonly state: string;
  readonly region: string;
  /** Its version: a new one after each update. */
  readonly instanceId: string | null;
  readonly privateIp: string | null;
  /** Null when the answer had none, which happens in lists. */
  readonly imageRef: ApiImageRef | null;
  /** Null when its host does not answer; what is known then must not be used to make a machine again. */
  readonly config: ApiMachineConfig | null;
  /** Null when the answer did not say. */
  readonly cordoned: boolean | null;
  /** `ok`, `unknown` or `unreachable`. */
  readonly hostStatus: string;
  readonly checks: readonly MachineCheck[];
  /** Newest first. */
  readonly events: readonly ApiMachineEvent[];
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** The nonce of the lease that was asked for together with it. */
  readonly nonce: string | null;
}

/** The image that a machine runs. */
export interface ApiImageRef {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** A machine's config, as data: it goes back as it came. */
export type ApiMachineConfig = Readonly<Record<string, unknown>>;

/** The last report of a check. */
export interface MachineCheck {
  readonly name: string;
  readonly status: string;
  readonly output: string;
}

/** Something that happened to a machine. */
export interface ApiMachineEvent {
  readonly type: string;
  readonly status: string;
  /** `user`, `flyd`, `proxy`. */
  readonly source: string;
  /** Milliseconds since 1970; 0 when the answer had none. */
  readonly at: number;
  /** How its process ended. */
  readonly exit: MachineExit | null;
}

/** The end of a machine's process. */
export interface MachineExit {
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
  readonly requestedStop: boolean;
  readonly restarting: boolean;
  readonly restartCount: number;
}

const text = v.nullish(v.string(), '');
const textOrNull = v.nullish(v.string(), null);
const truth = v.nullish(v.boolean(), false);
const anything = v.record(v.string(), v.unknown());

const exitSchema = v.object({
  exit_code: v.nullish(v.number(), null),
  guest_exit_code: v.nullish(v.number(), null),
  oom_killed: truth,
  requested_stop: truth,
  restarting: truth,
});

const requestSchema = v.object({
  exit_event: v.nullish(exitSchema),
  restart_count: v.nullish(v.number(), 0),
  // An older form of the same.
  MonitorEvent: v.nullish(v.object({ exit_event: v.nullish(exitSchema) })),
});

const eventSchema = v.pipe(
  v.object({
    type: text,
    status: text,
    source: text,
    timestamp: v.nullish(v.number(), 0),
    // Its form depends on the type of the event, and only an exit is read.
    request: v.fallback(v.nullish(requestSchema, null), null),
  }),
  v.transform(({ request, timestamp, ...event }): ApiMachineEvent => {
    const exit = request?.exit_event ?? request?.MonitorEvent?.exit_event;
    return { ...event, at: timestamp, exit: exit ? exitOf(exit, request?.restart_count ?? 0) : null };
  }),
);

function exitOf(exit: v.InferOutput<typeof exitSchema>, restartCount: number): MachineExit {
  return {
    // The code of the process itself, where it differs from that of the machine.
    exitCode: exit.guest_exit_code || exit.exit_code,
    oomKilled: exit.oom_killed,
    requestedStop: exit.requested_stop,
    restarting: exit.restarting,
    restartCount,
  };
}

const rawSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  name: text,
  state: v.nullish(v.string(), 'unknown'),
  region: text,
  instance_id: textOrNull,
  private_ip: textOrNull,
  image_ref: v.nullish(v.object({ registry: text, repository: text, tag: text, digest: text }), null),
  config: v.nullish(anything, null),
  cordoned: v.nullish(v.boolean(), null),
  host_status: v.nullish(v.string(), 'ok'),
  checks: v.nullish(v.array(v.object({ name: text, status: text, output: text })), []),
  events: v.nullish(v.array(eventSchema), []),
  created_at: textOrNull,
  updated_at: textOrNull,
  nonce: textOrNull,
});

/** Reads a machine. */
export const apiMachine: v.GenericSchema<unknown, ApiMachine> = v.pipe(
  rawSchema,
  v.transform((raw): ApiMachine => {
    const { id, name, state, region, cordoned, checks, events, nonce } = raw;
    const noImage = raw.image_ref === null || Object.values(raw.image_ref).every((part) => part === '');
    return {
      id,
      name,
      state,
      region,
      instanceId: raw.instance_id || null,
      privateIp: raw.private_ip || null,
      imageRef: noImage ? null : raw.image_ref,
      config: raw.host_status === 'ok' ? raw.config : null,
      cordoned,
      hostStatus: raw.host_status,
      // Mirrors of other checks, made for old clients.
      checks: checks.filter((check) => !check.name.startsWith('bg_deployments_compat')),
      events,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      nonce: nonce || null,
    };
  }),
);
