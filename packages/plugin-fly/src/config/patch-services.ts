/** Older forms of services: one table, ports as texts, limits as "20,25". */
import { patchServiceChecks } from './patch-checks.ts';
import { tablesOf, wholeOf } from './patching.ts';
import type { Patching } from './patching.ts';
import { at, below, isTable } from './value.ts';
import type { Table, Value } from './value.ts';

/** The services as a list. Empty tables fall out. */
export function patchServices(services: Value, patching: Patching): Value {
  const list = tablesOf(services, 'services', patching)
    .map((service) => patchService(service, patching))
    .filter((service) => Object.keys(service).length > 0);
  return patching.places.mark(list, 'services');
}

function patchService(service: Table, patching: Patching): Table {
  const { places } = patching;
  const path = places.of(service) ?? 'services';
  const changes: Record<string, Value | undefined> = {};
  const limits = at(service, 'concurrency');
  if (limits !== undefined)
    changes['concurrency'] = patchLimits(limits, below(path, 'concurrency'), patching);
  const ports = at(service, 'ports');
  if (ports !== undefined) {
    const list = tablesOf(ports, below(path, 'ports'), patching).map((port) => patchPort(port, patching));
    changes['ports'] = places.mark(list, below(path, 'ports'));
  }
  for (const key of ['tcp_checks', 'http_checks']) {
    const checks = at(service, key);
    if (checks !== undefined) changes[key] = patchServiceChecks(checks, below(path, key), patching);
  }
  const internal = at(service, 'internal_port');
  if (internal !== undefined) {
    changes['internal_port'] = wholeOf(internal, below(path, 'internal_port'), patching);
  }
  return places.changed(service, changes);
}

function patchPort(port: Table, patching: Patching): Table {
  const number = at(port, 'port');
  if (number === undefined) return port;
  const path = below(patching.places.of(port) ?? '', 'port');
  return patching.places.changed(port, { port: wholeOf(number, path, patching) });
}

function patchLimits(limits: Value, path: string, { places, report }: Patching): Value | undefined {
  if (isTable(limits)) return limits;
  const pair = typeof limits === 'string' ? /^([+-]?\d+),([+-]?\d+)$/.exec(limits) : null;
  if (pair === null) {
    const hint = "write concurrency = { type = 'requests', soft_limit = 20, hard_limit = 25 }";
    report.problem(path, `'${path}' holds no limits`, hint);
    return undefined;
  }
  const [, soft = '0', hard = '0'] = pair;
  const made = { type: 'requests', soft_limit: BigInt(soft), hard_limit: BigInt(hard) };
  return places.mark(made, path);
}
