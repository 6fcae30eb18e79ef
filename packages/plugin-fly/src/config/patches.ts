/**
 * Moves older forms of a config file to the newer ones, in flyctl's order. What each patch takes and leaves is known from flyctl 0.4.87
 * (internal/appconfig/patches.go) and compared with recordings.
 */
import { goText } from './go-text.ts';
import { patchTopChecks } from './patch-checks.ts';
import { castDuration } from './patch-durations.ts';
import { patchServices } from './patch-services.ts';
import { tablesOf, textOf } from './patching.ts';
import type { Patching } from './patching.ts';
import { at, below, isList, isTable } from './value.ts';
import type { Table, Value } from './value.ts';

/** The table in its newer form. */
export function patched(table: Table, patching: Patching): Table {
  const { places } = patching;
  const changes: Record<string, Value | undefined> = {};
  const change = (key: string, patch: (value: Value) => Value | undefined): void => {
    const value = at(table, key);
    if (value !== undefined) changes[key] = patch(value);
  };
  change('env', (env) => places.mark(Object.fromEntries(envOf(env, 'env', patching)), 'env'));
  change('services', (services) => patchServices(services, patching));
  change('processes', (processes) => patchProcesses(processes, patching));
  change('checks', (checks) => patchTopChecks(checks, patching));
  change('experimental', (value) => patchExperimental(value, patching));
  change('build', (build) => tableOr(build, 'build', patching));
  const merged = {
    vm: merge(table, ['compute', 'computes', 'vm'], 'memory', patching),
    mounts: merge(table, ['mount', 'mounts'], 'initial_size', patching),
    metrics: merge(withOldMetrics(table, patching), ['metric', 'metrics'], undefined, patching),
  };
  const gone = { compute: undefined, computes: undefined, mount: undefined, metric: undefined };
  const own = at(table, 'kill_timeout');
  const kill = own ?? oldKillTimeout(table);
  const killAt = own === undefined ? 'experimental.kill_timeout' : 'kill_timeout';
  const rule = { unit: 'seconds', dropsWhole: patching.dropsBareDurations, report: patching.report } as const;
  if (kill !== undefined) changes['kill_timeout'] = castDuration(kill, killAt, rule);
  return places.changed(withoutOtherCase(table, patching), { ...changes, ...merged, ...gone });
}

/** Other names match in any case; these three do not, because the patches write them in every file, empty ones too. */
function withoutOtherCase(table: Table, { places, report }: Patching): Table {
  const dropped = Object.keys(table).filter((key) => {
    const name = key.toLowerCase();
    return key !== name && (name === 'vm' || name === 'mounts' || name === 'metrics');
  });
  for (const key of dropped) {
    report.warning(key, `flyctl ignores '${key}'`, `write it in small letters: ${key.toLowerCase()}`);
  }
  return places.changed(table, Object.fromEntries(dropped.map((key) => [key, undefined])));
}

function envOf(env: Value, path: string, patching: Patching): readonly (readonly [string, string])[] {
  if (isTable(env)) return Object.entries(env).map(([name, value]) => [name, goText(value)]);
  if (isList(env)) return env.flatMap((part, index) => envOf(part, below(path, index), patching));
  patching.report.problem(path, `'${path}' is no table`, 'write [env]');
  return [];
}

/** A list of {name, command} is the oldest form; what has no name in it is left out. */
function patchProcesses(processes: Value, { places, report }: Patching): Value | undefined {
  if (isTable(processes)) return processes;
  if (!isList(processes)) {
    report.problem('processes', "'processes' is no table", "write [processes] and web = 'the command'");
    return undefined;
  }
  const named = processes.flatMap((item): [string, string][] => {
    const name = isTable(item) ? textOf(at(item, 'name')) : undefined;
    return isTable(item) && name !== undefined ? [[name, textOf(at(item, 'command')) ?? '']] : [];
  });
  return named.length === 0 ? undefined : places.mark(Object.fromEntries(named), 'processes');
}

function patchExperimental(value: Value, patching: Patching): Value | undefined {
  const table = tableOr(value, 'experimental', patching);
  if (!isTable(table)) return undefined;
  const changes: Record<string, Value | undefined> = {};
  for (const key of ['cmd', 'entrypoint', 'exec']) {
    const words = at(table, key);
    const place = below('experimental', key);
    if (typeof words === 'string') changes[key] = patching.places.mark([words], place);
    else if (words !== undefined && words !== null && !isList(words)) {
      patching.report.problem(
        place,
        `'${place}' is neither a text nor a list`,
        `write ${key} = ['word', 'word']`,
      );
      changes[key] = undefined;
    }
  }
  return patching.places.changed(table, changes);
}

/** `[experimental]` once held the port and path of metrics. */
function withOldMetrics(table: Table, { places }: Patching): Table {
  const experimental = at(table, 'experimental');
  if (at(table, 'metrics') !== undefined || !isTable(experimental)) return table;
  const old = Object.entries({
    port: at(experimental, 'metrics_port'),
    path: at(experimental, 'metrics_path'),
  });
  const found = old.filter((entry): entry is [string, Value] => entry[1] !== undefined);
  if (found.length === 0) return table;
  return places.changed(table, { metrics: places.mark(Object.fromEntries(found), 'experimental') });
}

function oldKillTimeout(table: Table): Value | undefined {
  const experimental = at(table, 'experimental');
  return isTable(experimental) ? at(experimental, 'kill_timeout') : undefined;
}

/** The sections under several names as one list; `text` names a key whose value becomes a text. */
function merge(
  table: Table,
  keys: readonly string[],
  text: string | undefined,
  patching: Patching,
): Value | undefined {
  const found = keys.flatMap((key) => {
    const value = at(table, key);
    return value === undefined ? [] : tablesOf(value, key, patching);
  });
  if (found.length === 0) return undefined;
  const list = found.map((section) => {
    const value = text === undefined ? undefined : at(section, text);
    if (text === undefined || value === undefined) return section;
    return patching.places.changed(section, { [text]: goText(value) });
  });
  return patching.places.mark(list, keys.at(-1) ?? '');
}

function tableOr(value: Value, key: string, { report }: Patching): Value | undefined {
  if (isTable(value)) return value;
  report.problem(key, `'${key}' is no table`, `write [${key}]`);
  return undefined;
}
