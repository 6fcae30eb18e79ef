/** An app's config file (fly.toml) as flyctl reads it. Keys as in the file. */

export interface CheckSection {
  readonly type?: string;
  readonly port?: number;
  readonly interval?: string | number;
  readonly timeout?: string | number;
  readonly grace_period?: string | number;
  readonly method?: string;
  readonly path?: string;
  readonly protocol?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly processes?: readonly string[];
}

export interface ServiceSection {
  readonly protocol?: string;
  readonly internal_port: number;
  readonly processes?: readonly string[];
  readonly ports?: readonly unknown[];
  readonly concurrency?: unknown;
  readonly auto_stop_machines?: unknown;
  readonly auto_start_machines?: unknown;
  readonly min_machines_running?: number;
  readonly http_checks?: readonly CheckSection[];
  readonly tcp_checks?: readonly CheckSection[];
}

export interface HttpServiceSection {
  readonly internal_port: number;
  readonly force_https?: boolean;
  readonly processes?: readonly string[];
  readonly concurrency?: unknown;
  readonly auto_stop_machines?: unknown;
  readonly auto_start_machines?: unknown;
  readonly min_machines_running?: number;
  readonly checks?: readonly CheckSection[];
}

export interface MountSection {
  readonly source?: string;
  readonly destination?: string;
  readonly processes?: readonly string[];
}

export interface VmSection {
  readonly size?: string;
  readonly memory?: string | number;
  readonly memory_mb?: number;
  readonly cpus?: number;
  readonly cpu_kind?: string;
  readonly processes?: readonly string[];
}

export interface RestartSection {
  readonly policy?: string;
  readonly retries?: number;
  readonly processes?: readonly string[];
}

export interface FlyctlConfig {
  readonly app?: string;
  readonly primary_region?: string;
  readonly kill_signal?: string;
  readonly kill_timeout?: string | number;
  readonly build?: {
    readonly dockerfile?: string;
    readonly image?: string;
    readonly builder?: string;
    readonly args?: Readonly<Record<string, string>>;
    readonly 'build-target'?: string;
  };
  readonly deploy?: {
    readonly strategy?: string;
    readonly wait_timeout?: string | number;
    readonly max_unavailable?: number;
    readonly release_command?: string;
    readonly release_command_timeout?: string | number;
    readonly release_command_vm?: VmSection;
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly processes?: Readonly<Record<string, string>>;
  readonly http_service?: HttpServiceSection;
  readonly services?: readonly ServiceSection[];
  readonly checks?: Readonly<Record<string, CheckSection>>;
  readonly mounts?: readonly MountSection[];
  readonly vm?: readonly VmSection[];
  readonly restart?: readonly RestartSection[];
}

/** Names of the process groups; `app` when the file defines none. */
export function groupsOf(config: FlyctlConfig): string[] {
  const names = Object.keys(config.processes ?? {});
  return names.length === 0 ? ['app'] : names.toSorted();
}

/** The group that sections without `processes` apply to: `app`, or else the first in the alphabet. */
export function defaultGroup(config: FlyctlConfig): string {
  const groups = groupsOf(config);
  return groups.includes('app') ? 'app' : (groups[0] ?? 'app');
}

/** Whether a section applies to a group. */
export function appliesTo(
  section: { readonly processes?: readonly string[] },
  group: string,
  config: FlyctlConfig,
): boolean {
  const processes = section.processes ?? [];
  return processes.length === 0 ? group === defaultGroup(config) : processes.includes(group);
}
