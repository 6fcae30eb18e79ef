/** The checks of a group's machines, and what flyctl refuses about [checks]. */
import { machineCheck } from './checks.ts';
import type { File, TopCheck } from './file.ts';
import type { Report } from './finding.ts';
import { MINUTE, printDuration, SECOND } from './go-duration.ts';
import { groupNames, matcher } from './groups.ts';
import type { MachineCheckConfig } from './machine-config.ts';
import { below } from './value.ts';
import type { Places } from './value.ts';

/** The checks of a group. A check without a port takes that of the group's [http_service]. */
export function topChecksOf(file: File, group: string): Readonly<Record<string, MachineCheckConfig>> {
  const isFor = matcher(file, group);
  const found = Object.entries(file.checks ?? {}).filter(([, check]) => isFor(check));
  return Object.fromEntries(
    found.map(([name, check]) => [name, machineCheck(check, check.port ?? portOf(file, group) ?? 0)]),
  );
}

/** Tells what is wrong about [checks]. */
export function checkTopChecks(file: File, places: Places, report: Report): void {
  for (const [name, check] of Object.entries(file.checks ?? {})) {
    const path = places.ofRead(check) ?? below('checks', name);
    checkOne(name, check, path, report);
    if (check.port !== undefined) continue;
    for (const group of groupNames(file)) {
      if (!matcher(file, group)(check) || portOf(file, group) !== undefined) continue;
      report.problem(
        path,
        `check '${name}' has no port, and group ${group} has no http_service to take it from`,
        'add port = 8080 (the port the app listens on)',
      );
    }
  }
}

function checkOne(name: string, check: TopCheck, path: string, report: Report): void {
  const { type, interval, timeout } = check;
  if (type !== 'http' && type !== 'tcp') {
    report.problem(path, `check '${name}' has no type`, "write type = 'http' or 'tcp'");
  }
  if (interval !== undefined && interval < 2n * SECOND) {
    const what = `the interval of check '${name}' is ${printDuration(interval)}, and the platform needs 2 s or more`;
    report.problem(below(path, 'interval'), what, "write interval = '10s'");
  }
  if (timeout !== undefined && timeout > MINUTE) {
    const what = `the timeout of check '${name}' is ${printDuration(timeout)}, and the platform allows 60 s`;
    report.problem(below(path, 'timeout'), what, "write timeout = '10s'");
  }
}

function portOf(file: File, group: string): number | undefined {
  const web = file.http_service;
  return web !== undefined && matcher(file, group)(web) ? (web.internal_port ?? 0) : undefined;
}
