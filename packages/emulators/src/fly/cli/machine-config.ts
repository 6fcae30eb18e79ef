/** Turns a config file into the config of one machine of a process group. */
import type { CheckConfig, Guest, MachineConfig, MountConfig, ServiceConfig } from '../machine.ts';
import { FlyctlError } from './failure.ts';
import { appliesTo, type CheckSection, type FlyctlConfig, type VmSection } from './fly-config.ts';
import { splitWords } from './shell-words.ts';

export interface MachineConfigInput {
  readonly config: FlyctlConfig;
  readonly group: string;
  readonly image: string;
  /** From `--env`. */
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mounts: readonly MountConfig[];
  /** Guest of the machine that is replaced, used when the file has no `[[vm]]`. */
  readonly guest?: Guest | undefined;
}

const sizes: Readonly<Record<string, Guest>> = {
  'shared-cpu-1x': { cpu_kind: 'shared', cpus: 1, memory_mb: 256 },
  'shared-cpu-2x': { cpu_kind: 'shared', cpus: 2, memory_mb: 512 },
  'shared-cpu-4x': { cpu_kind: 'shared', cpus: 4, memory_mb: 1024 },
  'shared-cpu-8x': { cpu_kind: 'shared', cpus: 8, memory_mb: 2048 },
  'performance-1x': { cpu_kind: 'performance', cpus: 1, memory_mb: 2048 },
  'performance-2x': { cpu_kind: 'performance', cpus: 2, memory_mb: 4096 },
  'performance-4x': { cpu_kind: 'performance', cpus: 4, memory_mb: 8192 },
};

/** The machine config of a group. */
export function machineConfig(input: MachineConfigInput): MachineConfig {
  const { config, group, image } = input;
  const command = config.processes?.[group] ?? '';
  const restart = (config.restart ?? []).find((section) => appliesTo(section, group, config));
  const policy = restartPolicy(restart?.policy);
  const killTimeout = config.kill_timeout;
  return {
    image,
    env: environment(input),
    guest: guestFor(config, group) ?? input.guest ?? defaultGuest,
    metadata: {
      fly_platform_version: 'v2',
      fly_process_group: group,
      fly_flyctl_version: '0.4.87',
      ...input.metadata,
    },
    services: servicesOf(config, group),
    checks: topLevelChecks(config, group),
    mounts: input.mounts,
    init: command === '' ? {} : { cmd: splitWords(command) },
    restart: { policy, ...(restart?.retries === undefined ? {} : { max_retries: restart.retries }) },
    stop_config: {
      signal: config.kill_signal,
      timeout: typeof killTimeout === 'number' ? `${killTimeout}s` : killTimeout,
    },
  };
}

/** A restart policy of a config file or a flag in the platform's words. */
export function restartPolicy(written: string | undefined): 'no' | 'always' | 'on-failure' {
  return written === 'never' || written === 'no' ? 'no' : written === 'always' ? 'always' : 'on-failure';
}

export const defaultGuest: Guest = { cpu_kind: 'shared', cpus: 1, memory_mb: 256 };

/** The env of a machine of this app, platform variables not included. */
export function environment({
  config,
  group,
  extraEnv,
}: Pick<MachineConfigInput, 'config' | 'group' | 'extraEnv'>): Record<string, string> {
  return {
    ...config.env,
    ...(config.primary_region ? { PRIMARY_REGION: config.primary_region } : {}),
    ...extraEnv,
    FLY_PROCESS_GROUP: group,
  };
}

/** The guest of `[[vm]]`; undefined when the file leaves it to the existing machine. */
export function guestFor(config: FlyctlConfig, group: string): Guest | undefined {
  const vm = (config.vm ?? []).find(
    ({ processes = [] }) => processes.length === 0 || processes.includes(group),
  );
  return vm && guestOf(vm);
}

/** The guest that one `[[vm]]` section means. */
export function guestOf(vm: VmSection): Guest {
  const preset = sizes[vm.size ?? 'shared-cpu-1x'];
  if (!preset) {
    const names = Object.keys(sizes).join(' ');
    throw new FlyctlError(`'${vm.size}' is an invalid machine size, choose one of: [${names}]`);
  }
  return {
    cpu_kind: vm.cpu_kind ?? preset.cpu_kind,
    cpus: vm.cpus ?? preset.cpus,
    memory_mb: vm.memory_mb ?? (vm.memory === undefined ? preset.memory_mb : megabytes(vm.memory)),
  };
}

function megabytes(memory: string | number): number {
  const match = /^(\d+)\s*(mb|gb|m|g)?$/iu.exec(String(memory));
  if (!match) throw new FlyctlError(`invalid memory size '${memory}'`);
  return Number(match[1]) * (match[2]?.toLowerCase().startsWith('g') ? 1024 : 1);
}

/** Whether the group answers requests from outside. */
export function hasService(config: FlyctlConfig, group: string): boolean {
  return servicesOf(config, group).length > 0;
}

function servicesOf(config: FlyctlConfig, group: string): ServiceConfig[] {
  const services: ServiceConfig[] = [];
  const http = config.http_service;
  if (http && appliesTo(http, group, config)) {
    services.push({
      protocol: 'tcp',
      internal_port: http.internal_port,
      autostop: http.auto_stop_machines ?? false,
      autostart: http.auto_start_machines ?? false,
      min_machines_running: http.min_machines_running ?? 0,
      concurrency: http.concurrency,
      ports: [
        { port: 80, handlers: ['http'], force_https: http.force_https ?? false },
        { port: 443, handlers: ['tls', 'http'] },
      ],
      checks: (http.checks ?? []).map((check) => checkConfig(check, 'http')),
      force_instance_key: null,
    });
  }
  for (const service of (config.services ?? []).filter((section) => appliesTo(section, group, config))) {
    services.push({
      protocol: service.protocol ?? 'tcp',
      internal_port: service.internal_port,
      autostop: service.auto_stop_machines ?? false,
      autostart: service.auto_start_machines ?? false,
      min_machines_running: service.min_machines_running ?? 0,
      concurrency: service.concurrency,
      ports: service.ports ?? [],
      checks: [
        ...(service.tcp_checks ?? []).map((check) => checkConfig(check, 'tcp')),
        ...(service.http_checks ?? []).map((check) => checkConfig(check, 'http')),
      ],
    });
  }
  return services;
}

function topLevelChecks(config: FlyctlConfig, group: string): Record<string, CheckConfig> {
  const mine = Object.entries(config.checks ?? {}).filter(([, check]) => appliesTo(check, group, config));
  return Object.fromEntries(
    mine.map(([name, check]) => {
      const type = check.type === 'tcp' ? 'tcp' : 'http';
      return [name, { ...checkConfig(check, type), port: check.port ?? config.http_service?.internal_port }];
    }),
  );
}

function checkConfig(check: CheckSection, type: 'http' | 'tcp'): CheckConfig {
  const text = (value: string | number | undefined): string | undefined =>
    typeof value === 'number' ? `${value}ms` : value;
  return {
    type,
    interval: text(check.interval),
    timeout: text(check.timeout),
    grace_period: text(check.grace_period),
    ...(type === 'http' ? { method: check.method ?? 'GET', path: check.path ?? '/' } : {}),
    ...(check.headers
      ? { headers: Object.entries(check.headers).map(([name, value]) => ({ name, values: [value] })) }
      : {}),
  };
}
