/** A machine as the Machines API shows it. Shared by the daemon and its flyctl. */

export type MachineState =
  | 'created'
  | 'starting'
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'suspending'
  | 'suspended'
  | 'restarting'
  | 'replacing'
  | 'launch_failed'
  | 'destroying'
  | 'destroyed';

/** A health check of a machine's config. Durations are Go strings. */
export interface CheckConfig {
  readonly type: 'http' | 'tcp';
  readonly port?: number | undefined;
  readonly interval?: string | undefined;
  readonly timeout?: string | undefined;
  readonly grace_period?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly headers?: readonly { readonly name: string; readonly values: readonly string[] }[] | undefined;
}

export interface ServiceConfig {
  readonly protocol: string;
  readonly internal_port: number;
  readonly ports: readonly unknown[];
  readonly checks: readonly CheckConfig[];
  readonly [key: string]: unknown;
}

export interface Guest {
  readonly cpu_kind: string;
  readonly cpus: number;
  readonly memory_mb: number;
}

/** Where a machine finds its volume. */
export interface MountConfig {
  /** Id of the volume. */
  readonly volume: string;
  readonly name?: string | undefined;
  readonly path: string;
}

/** A file of the machine; its content is in base64, here or in a secret. */
interface FileConfig {
  readonly guest_path: string;
  readonly raw_value?: string | undefined;
  readonly secret_name?: string | undefined;
}

/** What a machine is made of. */
export interface MachineConfig {
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly guest: Guest;
  readonly metadata: Readonly<Record<string, string>>;
  readonly services: readonly ServiceConfig[];
  readonly checks: Readonly<Record<string, CheckConfig>>;
  readonly files?: readonly FileConfig[] | undefined;
  readonly mounts?: readonly MountConfig[] | undefined;
  readonly init?:
    | {
        readonly cmd?: readonly string[] | null | undefined;
        readonly entrypoint?: readonly string[] | null | undefined;
        readonly exec?: readonly string[] | null | undefined;
      }
    | undefined;
  readonly restart?: {
    readonly policy: 'no' | 'always' | 'on-failure';
    readonly max_retries?: number | undefined;
  };
  readonly stop_config?:
    | { readonly signal?: string | undefined; readonly timeout?: string | undefined }
    | undefined;
  readonly auto_destroy?: boolean | undefined;
  readonly standbys?: readonly string[] | undefined;
}

/** What a health check of the platform saw last. */
export interface CheckStatus {
  readonly name: string;
  readonly status: 'passing' | 'warning' | 'critical';
  readonly output: string;
  readonly updated_at: string;
}

export interface ExitEvent {
  readonly exit_code: number;
  readonly guest_exit_code: number;
  readonly guest_signal: number;
  readonly oom_killed: boolean;
  readonly requested_stop: boolean;
  readonly restarting: boolean;
  readonly signal: number;
  readonly exited_at: string;
}

export interface MachineEvent {
  readonly type: string;
  readonly status: string;
  readonly source: 'flyd' | 'user' | 'proxy';
  readonly timestamp: number;
  readonly request?: { readonly exit_event?: ExitEvent; readonly restart_count?: number };
}

export interface ImageRef {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the API answers for a machine. Events are newest first. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  readonly state: MachineState;
  readonly region: string;
  readonly instance_id: string;
  readonly version: string;
  readonly private_ip: string;
  readonly image_ref: ImageRef;
  readonly created_at: string;
  readonly updated_at: string;
  readonly host_status: 'ok' | 'unknown' | 'unreachable';
  readonly cordoned: boolean;
  readonly checks: readonly CheckStatus[];
  readonly events: readonly MachineEvent[];
  readonly config: MachineConfig;
  /** In the answer to a create that asked for a lease. */
  readonly nonce?: string;
}

/** A check with the name the platform gives it; `service` checks decide about routing, others only inform. */
export interface NamedCheck {
  readonly name: string;
  readonly service: boolean;
  readonly check: CheckConfig;
}

/** Every check of a config, named as the platform names them (`servicecheck-00-http-8080`, counted in each service, so that two services at one port can have one name). */
export function namedChecks(config: MachineConfig): NamedCheck[] {
  const named: NamedCheck[] = [];
  for (const service of config.services) {
    for (const [at, check] of service.checks.entries()) {
      const index = String(at).padStart(2, '0');
      const port = check.port ?? service.internal_port;
      named.push({ name: `servicecheck-${index}-${check.type}-${port}`, service: true, check });
    }
  }
  for (const [name, check] of Object.entries(config.checks)) named.push({ name, service: false, check });
  return named;
}

/** The ports at which the config expects the app. */
export function internalPorts({ services, checks }: MachineConfig): number[] {
  const all = [...services.flatMap((service) => [service, ...service.checks]), ...Object.values(checks)];
  const ports = all.map((one) => ('internal_port' in one ? one.internal_port : one.port));
  return [...new Set(ports.filter((port) => port !== undefined))];
}

/** The process group a machine belongs to. */
export function groupOf(machine: Machine): string {
  return machine.config.metadata['fly_process_group'] ?? machine.config.metadata['process_group'] ?? 'app';
}
