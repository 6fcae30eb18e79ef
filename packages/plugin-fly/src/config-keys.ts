/** The keys that flyctl knows, as it parses them (superfly/flyctl, internal/appconfig, v0.4.87). It ignores all others without a warning. */

/** What stands at a key: anything, names of the user's own with anything behind them, or a table with keys of its own. */
type Keys = { readonly [key: string]: Keys | 'any' | 'own' };

const words = (text: string): Keys =>
  Object.fromEntries(text.split(/\s+/).map((key) => [key, 'any' as const]));

const CHECK = words(
  'type port interval timeout grace_period method path protocol tls_skip_verify tls_server_name headers processes',
);
const MACHINE_CHECK = words('command image entrypoint kill_signal kill_timeout');
const VM = words(
  'size memory cpus cpu_kind gpus gpu_kind memory_mb kernel_args host_dedication_id persist_rootfs processes cachedrive',
);
const AUTO = words('auto_stop_machines auto_start_machines min_machines_running processes');

const HTTP_OPTIONS: Keys = {
  ...words('compress response h2_backend idle_timeout headers_read_timeout replay_cache'),
};

const FILE: Keys = {
  ...words(
    'app primary_region kill_signal kill_timeout swap_size_mb console_command host_dedication_id machine_config container containers',
  ),
  build: {
    ...words(
      'builder buildpacks image builtin dockerfile ignorefile build-target compression compression_level compose',
    ),
    args: 'own',
    settings: 'own',
  },
  deploy: {
    ...words(
      'strategy max_unavailable wait_timeout release_command release_command_timeout seed_command release_command_compute',
    ),
    release_command_vm: VM,
  },
  env: 'own',
  processes: 'own',
  http_service: {
    ...words('internal_port force_https'),
    ...AUTO,
    concurrency: words('type hard_limit soft_limit'),
    tls_options: words('alpn versions default_self_signed'),
    http_options: HTTP_OPTIONS,
    checks: CHECK,
    machine_checks: MACHINE_CHECK,
  },
  services: {
    ...words('protocol internal_port'),
    ...AUTO,
    concurrency: words('type hard_limit soft_limit'),
    ports: {
      ...words('port start_port end_port handlers force_https tls_options proxy_proto_options'),
      http_options: HTTP_OPTIONS,
    },
    tcp_checks: CHECK,
    http_checks: CHECK,
    machine_checks: MACHINE_CHECK,
  },
  checks: 'own',
  mounts: words(
    'source destination initial_size snapshot_retention scheduled_snapshots auto_extend_size_threshold auto_extend_size_increment auto_extend_size_limit processes',
  ),
  vm: VM,
  compute: VM,
  computes: VM,
  restart: words('policy retries processes'),
  statics: words('guest_path url_prefix tigris_bucket index_document'),
  files: words('guest_path local_path raw_value secret_name processes'),
  metrics: words('port path https processes'),
  experimental: words('cmd entrypoint exec auto_rollback machine_config enable_consul enable_etcd'),
};
// An older spelling that is still read.
const KNOWN: Keys = { ...FILE, mount: FILE['mounts'] ?? 'any' };

/** Calls `found` with the path of every key that flyctl does not know, and the keys it knows there. */
export function eachUnknownKey(
  config: Readonly<Record<string, unknown>>,
  found: (path: string, known: readonly string[]) => void,
): void {
  walk(config, KNOWN, '', found);
  for (const [name, check] of Object.entries(asTable(config['checks']))) {
    walk(check, CHECK, `checks.${name}`, found);
  }
}

function walk(
  value: unknown,
  keys: Keys,
  path: string,
  found: (path: string, known: readonly string[]) => void,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, keys, `${path}[${index}]`, found);
    return;
  }
  for (const [key, inner] of Object.entries(asTable(value))) {
    const at = path === '' ? key : `${path}.${key}`;
    const below = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (below === undefined) found(at, Object.keys(keys));
    else if (typeof below === 'object') walk(inner, below, at, found);
  }
}

function asTable(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
