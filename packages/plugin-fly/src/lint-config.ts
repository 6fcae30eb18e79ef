/** Finds in a config file what flyctl accepts and the platform then refuses or reads in its own way. */
import type { DeployError } from '@paintbox/deploy-core';
import { configRule } from './errors.ts';
import { strategyOf, table, tables } from './fly-config.ts';
import type { FlyConfig } from './fly-config.ts';

/** Keys that hold a duration, with what flyctl takes a bare number for. */
const DURATIONS: Readonly<Record<string, string>> = {
  wait_timeout: 'nanoseconds',
  release_command_timeout: 'nanoseconds',
  interval: 'milliseconds',
  timeout: 'milliseconds',
  grace_period: 'milliseconds',
  kill_timeout: 'seconds',
};

/** Every problem of a config, so that all can be mended at once. */
export function lintConfig(file: string, config: FlyConfig): readonly DeployError[] {
  return [
    ...volumesWithBlueGreen(file, config),
    ...withoutChecks(file, config),
    ...bareDurations(file, config, ''),
    ...unknownKeys(file, config),
    ...reservedNames(file, config),
  ];
}

function volumesWithBlueGreen(file: string, config: FlyConfig): readonly DeployError[] {
  const mounts = tables(config['mounts'] ?? config['mount']);
  if (strategyOf(config) !== 'bluegreen' || mounts.length === 0) return [];
  const groups = [...new Set(mounts.flatMap((mount) => words(mount['processes'])))];
  const where = groups.length === 0 ? 'the default group' : `group ${groups.join(', ')}`;
  return [
    configRule(
      file,
      `blue-green is asked for, and ${where} mounts a volume: two machines cannot share it, and the release command would run before the platform refuses`,
      "remove [[mounts]] and keep the data elsewhere, or set [deploy] strategy = 'rolling'",
    ),
  ];
}

function withoutChecks(file: string, config: FlyConfig): readonly DeployError[] {
  const services = [...tables(config['http_service']), ...tables(config['services'])];
  const ofServices = services.some(
    (service) => tables(service['checks']).length > 0 || tables(service['http_checks']).length > 0,
  );
  const top = Object.values(table(config['checks'])).some((check) => table(check)['type'] === 'http');
  if (ofServices || top) return [];
  return [
    configRule(
      file,
      'it has no HTTP check, so nothing would say that a new machine works',
      "add [[http_service.checks]] with interval, timeout, grace_period and path = '/api/health'",
    ),
  ];
}

function bareDurations(file: string, value: unknown, path: string): readonly DeployError[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => bareDurations(file, item, `${path}[${index}]`));
  }
  return Object.entries(table(value)).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    // Names under [env] and [processes] are the user's own.
    if (at === 'env' || at === 'processes') return [];
    const unit = DURATIONS[key];
    const bare = typeof inner === 'number' || (typeof inner === 'string' && /^\d+$/.test(inner));
    if (unit === undefined || !bare) return bareDurations(file, inner, at);
    return [
      configRule(
        file,
        `'${at}' is ${inner}, which is read as ${unit}`,
        `write it with its unit: ${key} = '30s'`,
      ),
    ];
  });
}

function unknownKeys(file: string, config: FlyConfig): readonly DeployError[] {
  const services = [...tables(config['http_service']), ...tables(config['services'])];
  const found = [
    ...services
      .filter((service) => 'max_machines_running' in service)
      .map(() => ["'max_machines_running'", "set the number of machines with 'flyctl scale count'"] as const),
    ...tables(config['restart'])
      .filter((restart) => 'max_restarts' in restart)
      .map(() => ["'restart.max_restarts'", "it is called 'retries'"] as const),
    ...checksOf(config, services)
      .filter((check) => typeof check['tls_skip_verify'] === 'object')
      .map(() => ["'tls_skip_verify' as a table", 'it is true or false'] as const),
  ];
  return found.map(([key, hint]) =>
    configRule(file, `flyctl does not know ${key} and would ignore it`, hint),
  );
}

function reservedNames(file: string, config: FlyConfig): readonly DeployError[] {
  return Object.keys(table(config['env']))
    .filter((name) => name.startsWith('FLY_'))
    .map((name) =>
      configRule(
        file,
        `[env] sets '${name}'`,
        'names that start with FLY_ are the platform’s own: rename it',
      ),
    );
}

function checksOf(config: FlyConfig, services: readonly FlyConfig[]): readonly FlyConfig[] {
  return [
    ...services.flatMap((service) => [...tables(service['checks']), ...tables(service['http_checks'])]),
    ...Object.values(table(config['checks'])).map(table),
  ];
}

function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}
