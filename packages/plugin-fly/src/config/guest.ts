/** CPUs and memory of a machine: a preset by its name, then `memory`, then every number that is given. Known from fly-go's machine_types.go. */
import type { File, Vm } from './file.ts';
import type { Report } from './finding.ts';
import { orNone } from './machine-config.ts';
import type { MachineGuest } from './machine-config.ts';
import { mebibytes } from './sizes.ts';

const SHARED = [1, 2, 4, 6, 8].map((cpus) => [`shared-cpu-${cpus}x`, shared(cpus)] as const);
const PERFORMANCE = [1, 2, 4, 6, 8, 10, 12, 14, 16].map(
  (cpus) => [`performance-${cpus}x`, performance(cpus)] as const,
);
const GPUS = Object.entries({
  'a100-40gb': 'a100-pcie-40gb',
  'a100-80gb': 'a100-sxm4-80gb',
  l40s: 'l40s',
  a10: 'a10',
}).map(([size, gpu_kind]) => [size, { ...performance(8), memory_mb: 32_768, gpus: 1, gpu_kind }] as const);
const PRESETS: ReadonlyMap<string, MachineGuest> = new Map([...SHARED, ...PERFORMANCE, ...GPUS]);

/** What a new machine gets where its config has no guest. */
export const NEW_GUEST: MachineGuest = shared(1);

/** What a new machine of the release command gets where the file says nothing and no machine serves yet. */
export const NEW_RELEASE_GUEST: MachineGuest = shared(2);

/** The [[vm]] of a group: the last that names it, else the first for all. An empty name means all here, not the default group. */
export function vmOf(file: File, group: string): Vm | undefined {
  const fitting = (file.vm ?? []).filter(
    ({ processes = [] }) => processes.length === 0 || processes.includes(group) || processes.includes(''),
  );
  return fitting.findLast((vm) => vm.processes?.includes(group)) ?? fitting[0];
}

/** The guest that a [[vm]] asks for; undefined, with a problem reported, when it cannot be made. */
export function guestOf(
  vm: Vm,
  host: string | undefined,
  path: string,
  report: Report,
): MachineGuest | undefined {
  const size = orNone(vm.size) ?? (orNone(vm.gpu_kind) === undefined ? 'shared-cpu-1x' : 'performance-8x');
  const preset = PRESETS.get(size);
  if (preset === undefined) {
    const hint = `use one of: ${[...PRESETS.keys()].join(', ')}`;
    report.problem(path, `there is no machine size '${size}'`, hint);
    return undefined;
  }
  const memory = vm.memory === undefined || vm.memory === '' ? undefined : mebibytes(vm.memory);
  if (vm.memory !== undefined && vm.memory !== '' && (memory === undefined || memory === 0)) {
    report.problem(path, `'${vm.memory}' is no size of memory`, "write memory = '2gb', or '512mb'");
    return undefined;
  }
  const given = {
    cpu_kind: orNone(vm.cpu_kind),
    cpus: orNone(vm.cpus),
    memory_mb: orNone(vm.memory_mb) ?? memory,
    max_memory_mb: orNone(vm.max_memory_mb),
    gpus: orNone(vm.gpus),
    gpu_kind: orNone(vm.gpu_kind),
    host_dedication_id: orNone(host) ?? orNone(vm.host_dedication_id),
    persist_rootfs: orNone(vm.persist_rootfs),
    kernel_args: orNone(vm.kernel_args),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...preset, ...Object.fromEntries(set) };
}

function shared(cpus: number): MachineGuest {
  return { cpu_kind: 'shared', cpus, memory_mb: cpus * 256 };
}

function performance(cpus: number): MachineGuest {
  return { cpu_kind: 'performance', cpus, memory_mb: cpus * 2048 };
}
