/** A config file as it is read: every key that flyctl 0.4.87 knows. Durations are nanoseconds. What the file does not say is absent. */

type Words = readonly string[];

/** A section that may name its process groups. */
export interface ForGroups {
  readonly processes?: Words | undefined;
}

/** Times of a check. */
export interface TcpCheck {
  readonly interval?: bigint | undefined;
  readonly timeout?: bigint | undefined;
  readonly grace_period?: bigint | undefined;
}

export interface HttpCheck extends TcpCheck {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly protocol?: string | undefined;
  readonly tls_skip_verify?: boolean | undefined;
  readonly tls_server_name?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A check of the machine, in [checks]. */
export interface TopCheck extends HttpCheck, ForGroups {
  readonly port?: number | undefined;
  readonly type?: string | undefined;
  readonly name?: unknown;
}

/** A command on a test machine of its own, which flyctl runs while it deploys. */
export interface MachineTest {
  readonly command?: Words | undefined;
  readonly image?: string | undefined;
  readonly entrypoint?: Words | undefined;
  readonly kill_signal?: string | undefined;
  readonly kill_timeout?: bigint | undefined;
}

export interface ReplayCache {
  readonly path_prefix?: string | undefined;
  readonly ttl_seconds?: number | undefined;
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly allow_bypass?: boolean | undefined;
}

export interface HttpHandlerOptions {
  readonly compress?: boolean | undefined;
  readonly response?:
    | {
        readonly headers?: Readonly<Record<string, unknown>> | undefined;
        readonly pristine?: boolean | undefined;
      }
    | undefined;
  readonly h2_backend?: boolean | undefined;
  readonly idle_timeout?: number | undefined;
  readonly headers_read_timeout?: number | undefined;
  readonly replay_cache?: readonly ReplayCache[] | undefined;
}

export interface TlsOptions {
  readonly alpn?: Words | undefined;
  readonly versions?: Words | undefined;
  readonly default_self_signed?: boolean | undefined;
}

export interface ServicePort {
  readonly port?: number | undefined;
  readonly start_port?: number | undefined;
  readonly end_port?: number | undefined;
  readonly handlers?: Words | undefined;
  readonly force_https?: boolean | undefined;
  readonly tls_options?: TlsOptions | undefined;
  readonly http_options?: HttpHandlerOptions | undefined;
  readonly proxy_proto_options?: { readonly version?: string | undefined } | undefined;
}

/** What both kinds of service have. */
export interface AnyService extends ForGroups {
  readonly internal_port?: number | undefined;
  readonly auto_stop_machines?: boolean | 'suspend' | undefined;
  readonly auto_start_machines?: boolean | undefined;
  readonly min_machines_running?: number | undefined;
  readonly concurrency?:
    | {
        readonly type?: string | undefined;
        readonly hard_limit?: number | undefined;
        readonly soft_limit?: number | undefined;
      }
    | undefined;
  readonly machine_checks?: readonly MachineTest[] | undefined;
}

export interface Service extends AnyService {
  readonly protocol?: string | undefined;
  readonly ports?: readonly ServicePort[] | undefined;
  readonly tcp_checks?: readonly TcpCheck[] | undefined;
  readonly http_checks?: readonly HttpCheck[] | undefined;
}

export interface HttpService extends AnyService {
  readonly force_https?: boolean | undefined;
  readonly tls_options?: TlsOptions | undefined;
  readonly http_options?: HttpHandlerOptions | undefined;
  readonly checks?: readonly HttpCheck[] | undefined;
}

export interface Vm extends ForGroups {
  readonly size?: string | undefined;
  readonly memory?: string | undefined;
  readonly cpu_kind?: string | undefined;
  readonly cpus?: number | undefined;
  readonly memory_mb?: number | undefined;
  readonly max_memory_mb?: number | undefined;
  readonly gpus?: number | undefined;
  readonly gpu_kind?: string | undefined;
  readonly host_dedication_id?: string | undefined;
  readonly persist_rootfs?: string | undefined;
  readonly kernel_args?: Words | undefined;
}

export interface Mount extends ForGroups {
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly initial_size?: string | undefined;
  readonly snapshot_retention?: number | undefined;
  readonly scheduled_snapshots?: boolean | undefined;
  readonly auto_extend_size_threshold?: number | undefined;
  readonly auto_extend_size_increment?: string | undefined;
  readonly auto_extend_size_limit?: string | undefined;
}

export interface Build {
  readonly builder?: string | undefined;
  readonly args?: Readonly<Record<string, string>> | undefined;
  readonly buildpacks?: Words | undefined;
  readonly image?: string | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly builtin?: string | undefined;
  readonly dockerfile?: string | undefined;
  readonly ignorefile?: string | undefined;
  readonly 'build-target'?: string | undefined;
  readonly build_target?: string | undefined;
  readonly compose?: { readonly file?: string | undefined } | undefined;
  readonly compression?: string | undefined;
  readonly compression_level?: number | undefined;
}

export interface Deploy {
  readonly strategy?: string | undefined;
  readonly max_unavailable?: number | undefined;
  readonly wait_timeout?: bigint | undefined;
  readonly release_command?: string | undefined;
  readonly release_command_timeout?: bigint | undefined;
  readonly release_command_vm?: Vm | undefined;
  readonly seed_command?: string | undefined;
}

export interface Experimental {
  readonly cmd?: Words | undefined;
  readonly entrypoint?: Words | undefined;
  readonly exec?: Words | undefined;
  readonly auto_rollback?: boolean | undefined;
  readonly enable_consul?: boolean | undefined;
  readonly enable_etcd?: boolean | undefined;
  readonly lazy_load_images?: boolean | undefined;
  readonly attached?: object | undefined;
  readonly machine_config?: string | undefined;
  // Older forms, which the patches have moved.
  readonly kill_timeout?: unknown;
  readonly metrics_port?: unknown;
  readonly metrics_path?: unknown;
}

export interface GuestFile extends ForGroups {
  readonly guest_path?: string | undefined;
  readonly local_path?: string | undefined;
  readonly secret_name?: string | undefined;
  readonly raw_value?: string | undefined;
}

export interface Restart extends ForGroups {
  readonly policy?: string | undefined;
  readonly retries?: number | undefined;
}

export interface Static {
  readonly guest_path?: string | undefined;
  readonly url_prefix?: string | undefined;
  readonly tigris_bucket?: string | undefined;
  readonly index_document?: string | undefined;
}

export interface Metrics extends ForGroups {
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly https?: boolean | undefined;
}

export interface File {
  readonly app?: string | undefined;
  readonly primary_region?: string | undefined;
  readonly kill_signal?: string | undefined;
  readonly kill_timeout?: bigint | undefined;
  readonly swap_size_mb?: number | undefined;
  readonly console_command?: string | undefined;
  readonly experimental?: Experimental | undefined;
  readonly build?: Build | undefined;
  readonly deploy?: Deploy | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly processes?: Readonly<Record<string, string>> | undefined;
  readonly mounts?: readonly Mount[] | undefined;
  readonly http_service?: HttpService | undefined;
  readonly services?: readonly Service[] | undefined;
  readonly checks?: Readonly<Record<string, TopCheck>> | undefined;
  readonly files?: readonly GuestFile[] | undefined;
  readonly host_dedication_id?: string | undefined;
  readonly machine_config?: string | undefined;
  readonly container?: string | undefined;
  readonly machine_checks?: readonly MachineTest[] | undefined;
  readonly restart?: readonly Restart[] | undefined;
  readonly vm?: readonly Vm[] | undefined;
  readonly statics?: readonly Static[] | undefined;
  readonly metrics?: readonly Metrics[] | undefined;
}
