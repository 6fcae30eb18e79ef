/** Finds what cannot work about the process groups of a config: blue-green with volumes, machines without checks, sections for nobody. */
import { strategyOf, table, tables } from './fly-config.ts';
import type { FlyConfig } from './fly-config.ts';
import type { ConfigProblem } from './lint-config.ts';
import { groupsOf, groupsOfSection, groupsWithVolumes } from './process-groups.ts';

/** A section that takes traffic, with its place. */
interface Service {
  readonly path: string;
  readonly section: FlyConfig;
}

/** Blue-green and canary make a second machine beside the first, and a volume can be held by one only. */
export function volumes(config: FlyConfig): readonly ConfigProblem[] {
  const strategy = strategyOf(config);
  const held = groupsWithVolumes(config);
  const problems = severalMounts(config);
  if ((strategy !== 'bluegreen' && strategy !== 'canary') || held.length === 0) return problems;
  const serving = new Set(servicesOf(config).flatMap(({ section }) => groupsOfSection(config, section)));
  const all = groupsOf(config).every((group) => held.includes(group));
  const wrong = held.filter((group) => all || serving.has(group));
  return [
    ...problems,
    ...wrong.map((group) => ({
      path: mountPath(config, group),
      what: `${strategy} is asked for, and group ${group} mounts a volume: two machines cannot share it, and the release command would run before the platform refuses`,
      hint: `give the volume to a group without services ([processes] and processes = ["…"] in [[mounts]]), which follows machine by machine, or set [deploy] strategy = 'rolling'`,
    })),
  ];
}

/** Each group that takes traffic needs a check: without one its new machines count as ready as soon as they have started. */
export function checks(config: FlyConfig): readonly ConfigProblem[] {
  const services = servicesOf(config);
  const named = Object.entries(table(config['checks'])).map(([name, check]) => ({
    name,
    check: table(check),
  }));
  const http = new Set(
    named
      .filter(({ check }) => check['type'] === 'http')
      .flatMap(({ check }) => groupsOfSection(config, check)),
  );
  const bare = services.filter(({ section }) => {
    const own = tables(section['checks']).length + tables(section['http_checks']).length;
    return own === 0 && groupsOfSection(config, section).some((group) => !http.has(group));
  });
  const hint = "add [[http_service.checks]] with interval, timeout, grace_period and path = '/api/health'";
  if (services.length === 0 && http.size === 0) {
    const what = 'it has no HTTP check, so nothing would say that a new machine works';
    return [{ path: '', what, hint }, ...checkProblems(config, named)];
  }
  return [
    ...bare.map(({ path, section }) => ({
      path,
      what: `group ${groupsOfSection(config, section).join(', ')} has no HTTP check, so nothing would say that its new machines work`,
      hint,
    })),
    ...checkProblems(config, named),
  ];
}

/** Sections for groups that do not exist, and services that do not say whose they are. */
export function processes(config: FlyConfig): readonly ConfigProblem[] {
  const groups = groupsOf(config);
  const sections = [
    ...servicesOf(config),
    ...listed(config, 'mounts'),
    ...listed(config, 'vm'),
    ...listed(config, 'restart'),
    ...Object.entries(table(config['checks'])).map(([name, check]) => ({
      path: `checks.${name}`,
      section: table(check),
    })),
  ];
  const unknown = sections.flatMap(({ path, section }) =>
    groupsOfSection(config, section)
      .filter((group) => !groups.includes(group))
      .map((group) => ({
        path,
        what: `'${path}' is for process group '${group}', which does not exist`,
        hint: `use one of: ${groups.join(', ')}, or add it to [processes]`,
      })),
  );
  const silent = servicesOf(config)
    .filter(({ section }) => groups.length > 1 && tables(section['processes']).length === 0)
    .map(({ path }) => ({
      path,
      what: `'${path}' does not say which of the ${groups.length} process groups it is for`,
      hint: `add processes = ["${groups[0]}"]`,
    }));
  return [...unknown, ...silent];
}

function severalMounts(config: FlyConfig): readonly ConfigProblem[] {
  const mounts = listed(config, 'mounts').flatMap(({ path, section }) =>
    groupsOfSection(config, section).map((group) => ({ path, group })),
  );
  return mounts
    .filter(({ group }, index) => mounts.findIndex((other) => other.group === group) !== index)
    .map(({ path, group }) => ({
      path,
      what: `group ${group} mounts several volumes, and a machine can hold one`,
      hint: 'keep one [[mounts]] for the group, and use folders in it',
    }));
}

function checkProblems(
  config: FlyConfig,
  named: readonly { readonly name: string; readonly check: FlyConfig }[],
): readonly ConfigProblem[] {
  const web = config['http_service'];
  const withWeb = web === undefined ? [] : groupsOfSection(config, table(web));
  return named.flatMap(({ name, check }): readonly ConfigProblem[] => {
    const path = `checks.${name}`;
    const { type } = check;
    const portless =
      check['port'] === undefined
        ? groupsOfSection(config, check).filter((group) => !withWeb.includes(group))
        : [];
    return [
      ...(type === 'http' || type === 'tcp'
        ? []
        : [{ path, what: `check '${name}' has no type`, hint: "write type = 'http' or 'tcp'" }]),
      ...portless.map((group) => ({
        path,
        what: `check '${name}' has no port, and group ${group} has no http_service to take it from: the deploy would fail after the release was made`,
        hint: 'add port = 8080 (the port the app listens on)',
      })),
    ];
  });
}

function servicesOf(config: FlyConfig): readonly Service[] {
  const web = config['http_service'];
  return [
    ...(web === undefined ? [] : [{ path: 'http_service', section: table(web) }]),
    ...listed(config, 'services'),
  ];
}

function listed(config: FlyConfig, key: string): readonly Service[] {
  const value = config[key] ?? (key === 'mounts' ? config['mount'] : undefined);
  return tables(value).map((section, index) => ({
    path: Array.isArray(value) ? `${key}[${index}]` : key,
    section,
  }));
}

function mountPath(config: FlyConfig, group: string): string {
  const mount = listed(config, 'mounts').find(({ section }) =>
    groupsOfSection(config, section).includes(group),
  );
  return mount?.path ?? 'mounts';
}
