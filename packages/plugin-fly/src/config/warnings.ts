/** What is dangerous in a file, although flyctl takes it. */
import { counted } from '@paintbox/deploy-core/run';
import type { File, ForGroups, HttpCheck } from './file.ts';
import type { Report } from './finding.ts';
import { MINUTE, printDuration, SECOND } from './go-duration.ts';
import { groupNames } from './groups.ts';
import { guestOf } from './guest.ts';
import { servicesInFile } from './services.ts';
import { below } from './value.ts';
import type { Places } from './value.ts';

/** Reports every such warning. */
export function warn(file: File, places: Places, report: Report): void {
  warnOfGroups(file, places, report);
  warnOfTimes(file, report);
  warnOfServices(file, places, report);
  warnOfMemory(file, places, report);
  warnOfEnv(file, report);
}

/** Sections for groups that do not exist reach no machine. */
function warnOfGroups(file: File, places: Places, report: Report): void {
  const groups = groupNames(file);
  const lists = { mounts: file.mounts, vm: file.vm, metrics: file.metrics } as const;
  const sections: readonly (readonly [string, ForGroups])[] = [
    ...Object.entries(lists).flatMap(([key, list]) =>
      (list ?? []).map((section, index) => [places.ofRead(section) ?? below(key, index), section] as const),
    ),
    ...Object.entries(file.checks ?? {}).map(([name, check]) => [below('checks', name), check] as const),
  ];
  for (const [path, { processes = [] }] of sections) {
    for (const name of processes.filter((name) => name !== '' && !groups.includes(name))) {
      const what = `'${path}' is for process group '${name}', which does not exist, so it reaches no machine`;
      report.warning(path, what, `use one of: ${groups.join(', ')}, or add it to [processes]`);
    }
  }
  for (const [index, { processes = [] }] of (file.files ?? []).entries()) {
    if (processes.length === 0) continue;
    const what = 'flyctl ignores processes of [[files]]: all groups get the file';
    report.warning(below(below('files', index), 'processes'), what, 'remove it');
  }
}

const KILL_LIMIT = 300n * SECOND;
const WAIT = 300n * SECOND;

function warnOfTimes(file: File, report: Report): void {
  const { kill_timeout: kill } = file;
  const wait = file.deploy?.wait_timeout ?? WAIT;
  if (kill === undefined) return;
  const said = printDuration(kill);
  if (kill > KILL_LIMIT) {
    const what = `'kill_timeout' is ${said}, and the platform allows 300 s`;
    report.warning('kill_timeout', what, "write kill_timeout = '300s' or less");
  } else if (kill > wait) {
    const what = `'kill_timeout' (${said}) is longer than 'deploy.wait_timeout' (${printDuration(wait)}): the wait would end while old machines still finish`;
    report.warning('kill_timeout', what, 'make deploy.wait_timeout the longer one');
  }
}

function warnOfServices(file: File, places: Places, report: Report): void {
  for (const service of servicesInFile(file)) {
    const path = places.ofRead(service) ?? 'http_service';
    if ((service.ports ?? []).length === 0) {
      const what = `'${path}' has no port, so nothing from outside reaches it`;
      report.warning(path, what, 'add [[services.ports]]');
    }
    if ((service.internal_port ?? 0) === 0) {
      const what = `'${path}' has no internal_port, and the platform needs one`;
      report.warning(path, what, 'add internal_port = 8080 (the port the app listens on)');
    }
    for (const check of [...(service.tcp_checks ?? []), ...(service.http_checks ?? [])]) {
      warnOfCheck(check, places.ofRead(check) ?? path, report);
    }
  }
}

/** The platform moves the times of a service's check into 1 s to 60 s. */
function warnOfCheck(check: HttpCheck, path: string, report: Report): void {
  for (const key of ['interval', 'timeout', 'grace_period'] as const) {
    const value = check[key];
    const isNone = value === undefined || (key === 'grace_period' && value === 0n);
    if (isNone || (value >= SECOND && value <= MINUTE)) continue;
    const to = value < SECOND ? 'raises it to 1 s' : 'lowers it to 60 s';
    const what = `'${below(path, key)}' is ${printDuration(value)}, and the platform ${to}`;
    report.warning(below(path, key), what, `write ${key} = '10s'`);
  }
}

/** Least and most memory for a CPU, in MB; known from fly-go's machine_types.go. */
const MEMORY: Readonly<Record<string, readonly [number, number]>> = {
  shared: [256, 2048],
  performance: [2048, 8192],
};

/** flyctl takes any size of memory, and the platform refuses some only when the machine is made. */
function warnOfMemory(file: File, places: Places, report: Report): void {
  const silent: Report = { problem: () => {}, warning: () => {} };
  for (const [index, vm] of (file.vm ?? []).entries()) {
    const { cpu_kind = '', cpus = 1, memory_mb = 0 } = guestOf(vm, undefined, '', silent) ?? {};
    const [least, most] = MEMORY[cpu_kind] ?? [0, Infinity];
    const fits = memory_mb >= least * cpus && memory_mb <= most * cpus && memory_mb % 256 === 0;
    if (fits || MEMORY[cpu_kind] === undefined) continue;
    const what = `${memory_mb} MB of memory do not go with ${counted(cpus, `${cpu_kind} CPU`)}: the platform takes ${least * cpus} to ${most * cpus} MB, in steps of 256`;
    report.warning(places.ofRead(vm) ?? below('vm', index), what, 'change memory, size or cpus');
  }
}

const SECRET =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|CREDENTIALS|DATABASE_URL)$/i;

/** What front ends are built with is public by its prefix. */
const PUBLIC = /^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY)_/i;

/** Names in [env] that the platform keeps for itself, and such as should be secrets. */
function warnOfEnv(file: File, report: Report): void {
  for (const [name, value] of Object.entries(file.env ?? {})) {
    const path = below('env', name);
    if (name.startsWith('FLY_')) {
      report.warning(
        path,
        `[env] sets '${name}'`,
        'names that start with FLY_ are the platform’s own: rename it',
      );
    } else if (SECRET.test(name) && !PUBLIC.test(name) && !value.startsWith('file:')) {
      const what = `[env] sets '${name}', which looks like a secret: it would be readable in the repository and in every release`;
      report.warning(path, what, `remove it here and run: flyctl secrets set --stage ${name}=-`);
    }
  }
}
