/** Every key that flyctl 0.4.87 reads of its config file (internal/appconfig, after its patches), with the kind of its value. */
import { anything, autostop, count, duration, flag, float, persistRootfs, text, whole } from './kinds.ts';
import { fields, list, named } from './shape.ts';
import type { Shape } from './shape.ts';
import type { File } from './file.ts';

const words = list(text);
const processes = words;

const tcpCheck = { interval: duration, timeout: duration, grace_period: duration };

const httpCheck = {
  ...tcpCheck,
  method: text,
  path: text,
  protocol: text,
  tls_skip_verify: flag,
  tls_server_name: text,
  headers: named(text),
};

const machineCheck = fields({
  command: words,
  image: text,
  entrypoint: words,
  kill_signal: text,
  kill_timeout: duration,
});

const replayCache = { path_prefix: text, ttl_seconds: whole, type: text, name: text, allow_bypass: flag };

const httpOptions = fields({
  compress: flag,
  response: fields({ headers: named(anything), pristine: flag }),
  h2_backend: flag,
  idle_timeout: count,
  headers_read_timeout: count,
  replay_cache: list(fields(replayCache)),
});

const tlsOptions = fields({ alpn: words, versions: words, default_self_signed: flag });

const shared = {
  auto_stop_machines: autostop,
  auto_start_machines: flag,
  min_machines_running: whole,
  concurrency: fields({ type: text, hard_limit: whole, soft_limit: whole }),
  machine_checks: list(machineCheck),
  processes,
};

const port = fields({
  port: whole,
  start_port: whole,
  end_port: whole,
  handlers: words,
  force_https: flag,
  tls_options: tlsOptions,
  http_options: httpOptions,
  proxy_proto_options: fields({ version: text }),
});

const service = fields({
  ...shared,
  protocol: text,
  internal_port: whole,
  ports: list(port),
  tcp_checks: list(fields(tcpCheck)),
  http_checks: list(fields(httpCheck)),
});

const httpService = fields({
  ...shared,
  internal_port: whole,
  force_https: flag,
  tls_options: tlsOptions,
  http_options: httpOptions,
  checks: list(fields(httpCheck)),
});

const vm = fields({
  size: text,
  memory: text,
  cpu_kind: text,
  cpus: whole,
  memory_mb: whole,
  max_memory_mb: whole,
  gpus: whole,
  gpu_kind: text,
  host_dedication_id: text,
  persist_rootfs: persistRootfs,
  kernel_args: words,
  processes,
});

const mount = fields({
  source: text,
  destination: text,
  initial_size: text,
  snapshot_retention: whole,
  scheduled_snapshots: flag,
  auto_extend_size_threshold: whole,
  auto_extend_size_increment: text,
  auto_extend_size_limit: text,
  processes,
});

const build = fields({
  builder: text,
  args: named(text),
  buildpacks: words,
  image: text,
  settings: named(anything),
  builtin: text,
  dockerfile: text,
  ignorefile: text,
  'build-target': text,
  build_target: text,
  compose: fields({ file: text }),
  compression: text,
  compression_level: whole,
});

const deploy = fields({
  strategy: text,
  max_unavailable: float,
  wait_timeout: duration,
  release_command: text,
  release_command_timeout: duration,
  release_command_vm: vm,
  seed_command: text,
});

const experimental = fields({
  cmd: words,
  entrypoint: words,
  exec: words,
  auto_rollback: flag,
  enable_consul: flag,
  enable_etcd: flag,
  lazy_load_images: flag,
  attached: fields({ secrets: fields({ export: named(text) }) }),
  machine_config: text,
  // Older forms, which the patches have moved.
  kill_timeout: anything,
  metrics_port: anything,
  metrics_path: anything,
});

export const fileShape: Shape<File> = fields({
  app: text,
  primary_region: text,
  kill_signal: text,
  kill_timeout: duration,
  swap_size_mb: whole,
  console_command: text,
  experimental,
  build,
  deploy,
  env: named(text),
  processes: named(text),
  mounts: list(mount),
  http_service: httpService,
  services: list(service),
  // In a list of checks, each has a name.
  checks: named(fields({ ...httpCheck, port: whole, type: text, name: anything, processes })),
  files: list(fields({ guest_path: text, local_path: text, secret_name: text, raw_value: text, processes })),
  host_dedication_id: text,
  machine_config: text,
  container: text,
  machine_checks: list(machineCheck),
  restart: list(fields({ policy: text, retries: whole, processes })),
  vm: list(vm),
  statics: list(fields({ guest_path: text, url_prefix: text, tigris_bucket: text, index_document: text })),
  metrics: list(fields({ port: whole, path: text, https: flag, processes })),
});
