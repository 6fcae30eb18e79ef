/** The config of a machine, in the words of the Machines API, as far as a config file sets it. */

export interface MachineCheckConfig {
  readonly type: string;
  readonly port?: number | undefined;
  readonly interval?: string | undefined;
  readonly timeout?: string | undefined;
  readonly grace_period?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly protocol?: string | undefined;
  readonly tls_skip_verify?: boolean | undefined;
  readonly tls_server_name?: string | undefined;
  readonly headers?: readonly { readonly name: string; readonly values: readonly string[] }[] | undefined;
}

export interface MachineServiceConfig {
  readonly protocol?: string | undefined;
  readonly internal_port?: number | undefined;
  readonly autostop?: boolean | 'suspend' | undefined;
  readonly autostart?: boolean | undefined;
  readonly min_machines_running?: number | undefined;
  readonly ports?: readonly object[] | undefined;
  readonly checks?: readonly MachineCheckConfig[] | undefined;
  readonly concurrency?: object | undefined;
}

export interface MachineGuest {
  readonly cpu_kind?: string | undefined;
  readonly cpus?: number | undefined;
  readonly memory_mb?: number | undefined;
  readonly max_memory_mb?: number | undefined;
  readonly gpus?: number | undefined;
  readonly gpu_kind?: string | undefined;
  readonly host_dedication_id?: string | undefined;
  readonly persist_rootfs?: string | undefined;
  readonly kernel_args?: readonly string[] | undefined;
}

export interface MachineInit {
  readonly exec?: readonly string[] | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly swap_size_mb?: number | undefined;
}

export interface MachineMount {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly extend_threshold_percent?: number | undefined;
  readonly add_size_gb?: number | undefined;
  readonly size_gb_limit?: number | undefined;
}

export interface MachineFile {
  readonly guest_path?: string | undefined;
  /** In base64. */
  readonly raw_value?: string | undefined;
  readonly secret_name?: string | undefined;
}

/** What a config file says of a machine; image, release and volume come with the release. */
export interface WantedConfig {
  readonly env: Readonly<Record<string, string>>;
  readonly init: MachineInit;
  readonly metadata: Readonly<Record<string, string>>;
  /** Absent where the file has no [[vm]] for the group: a machine then keeps what it has, and a new one gets {@link NEW_GUEST}. */
  readonly guest?: MachineGuest | undefined;
  readonly mounts?: readonly MachineMount[] | undefined;
  readonly services?: readonly MachineServiceConfig[] | undefined;
  readonly metrics?: { readonly port?: number; readonly path?: string; readonly https?: boolean } | undefined;
  readonly checks?: Readonly<Record<string, MachineCheckConfig>> | undefined;
  readonly statics?: readonly object[] | undefined;
  readonly files?: readonly MachineFile[] | undefined;
  readonly auto_destroy?: boolean | undefined;
  readonly restart?: { readonly policy: string; readonly max_retries?: number | undefined } | undefined;
  readonly dns?: { readonly skip_registration: boolean } | undefined;
  readonly stop_config?:
    | { readonly timeout?: string | undefined; readonly signal?: string | undefined }
    | undefined;
}

/** The value, or undefined for what Go leaves out: zero, false, an empty text, list or table. */
export function orNone<T>(value: T | undefined): T | undefined {
  const isNone = value === 0 || value === false || value === '';
  return isNone || (Array.isArray(value) && value.length === 0) ? undefined : value;
}
