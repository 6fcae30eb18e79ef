/** Finds values of a config file that flyctl reads in its own way, or that have no place in it. */
import { eachUnknownKey } from './config-keys.ts';
import { table } from './fly-config.ts';
import type { FlyConfig } from './fly-config.ts';
import type { ConfigProblem } from './lint-config.ts';

/** Keys that hold a duration, with what flyctl takes a bare number for. */
const DURATIONS: Readonly<Record<string, string>> = {
  wait_timeout: 'nanoseconds',
  release_command_timeout: 'nanoseconds',
  interval: 'milliseconds',
  timeout: 'milliseconds',
  grace_period: 'milliseconds',
  kill_timeout: 'seconds',
};

/** Durations without a unit, at whatever depth. */
export function bareDurations(value: unknown, path: string = ''): readonly ConfigProblem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => bareDurations(item, `${path}[${index}]`));
  }
  return Object.entries(table(value)).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    // Names under [env] and [processes] are the user's own.
    if (at === 'env' || at === 'processes') return [];
    const unit = DURATIONS[key];
    const bare = typeof inner === 'number' || (typeof inner === 'string' && /^\d+$/.test(inner));
    if (unit === undefined || !bare) return bareDurations(inner, at);
    const what = `'${at}' is ${inner}, which is read as ${unit}`;
    return [{ path: at, what, hint: `write it with its unit: ${key} = '30s'` }];
  });
}

/** Tables where flyctl expects yes or no: it would refuse the file, or read the value as nothing. */
export function tablesForFlags(value: unknown, path: string = ''): readonly ConfigProblem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => tablesForFlags(item, `${path}[${index}]`));
  }
  return Object.entries(table(value)).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (key !== 'tls_skip_verify' || typeof inner !== 'object') return tablesForFlags(inner, at);
    return [{ path: at, what: `'${at}' is a table`, hint: 'write tls_skip_verify = true or false' }];
  });
}

/** What people meant by keys that flyctl does not know. */
const MEANT: Readonly<Record<string, string>> = {
  max_machines_running: "set the number of machines with 'flyctl scale count'",
  max_restarts: "it is called 'retries'",
  restarts: "it is called 'retries'",
  size_gb: "it is called 'initial_size'",
  memory_gb: "write memory = '2gb'",
};

/** Keys that flyctl would ignore without a word. */
export function unknownKeys(config: FlyConfig): readonly ConfigProblem[] {
  const found: ConfigProblem[] = [];
  eachUnknownKey(config, (path, known) => {
    const key = path.replace(/^.*\./, '');
    const hint = MEANT[key] ?? `remove it, or use one of: ${known.toSorted().join(', ')}`;
    found.push({ path, what: `flyctl does not know '${path}' and would ignore it`, hint });
  });
  return found;
}

const SECRET =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|CREDENTIALS|DATABASE_URL)$/i;

/** Names in `[env]` that the platform keeps for itself, and such as should be secrets. */
export function environment(config: FlyConfig): readonly ConfigProblem[] {
  return Object.keys(table(config['env'])).flatMap((name): readonly ConfigProblem[] => {
    const path = `env.${name}`;
    if (name.startsWith('FLY_')) {
      const hint = 'names that start with FLY_ are the platform’s own: rename it';
      return [{ path, what: `[env] sets '${name}'`, hint }];
    }
    if (!SECRET.test(name)) return [];
    const what = `[env] sets '${name}', which looks like a secret: it would be readable in the repository and in every release`;
    return [{ path, what, hint: `remove it here and run: flyctl secrets set --stage ${name}=-` }];
  });
}

const KILL_LIMIT_S = 300;

/** Limits that contradict each other: flyctl would give up before the machine may. */
export function limits(config: FlyConfig): readonly ConfigProblem[] {
  const kill = seconds(config['kill_timeout']);
  const wait = seconds(table(config['deploy'])['wait_timeout']) ?? 300;
  if (kill === undefined) return [];
  if (kill > KILL_LIMIT_S) {
    const what = `'kill_timeout' is ${kill} s, and the platform allows ${KILL_LIMIT_S} s`;
    return [{ path: 'kill_timeout', what, hint: "write kill_timeout = '300s' or less" }];
  }
  if (kill <= wait) return [];
  const what = `'kill_timeout' (${kill} s) is longer than 'deploy.wait_timeout' (${wait} s): flyctl would report a failure while old machines still finish`;
  return [{ path: 'kill_timeout', what, hint: 'make deploy.wait_timeout the longer one' }];
}

function seconds(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d+)(s|m|h)$/.exec(value) : null;
  if (match === null) return undefined;
  return Number(match[1]) * ({ s: 1, m: 60, h: 3600 }[match[2] ?? ''] ?? 1);
}
