/** The machine of a rehearsal: a release's image with its own config but without a service, so that it gets no traffic. */
import { splitWords } from '../config/words.ts';
import { table, tables } from '../config/fly-config.ts';
import type { FlyConfig } from '../config/fly-config.ts';
import { groupsOf, groupsOfSection } from '../fleet/process-groups.ts';

/** The image and config of the machine. */
export interface RehearsalMachine {
  /** A machine config of the Machines API, for `--machine-config`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly size: string | undefined;
  readonly memory: string | undefined;
  readonly region: string | undefined;
}

/** The serving group's machine of a config; its HTTP checks become checks of the machine itself. */
export function rehearsalMachine(config: FlyConfig, buildId: string): RehearsalMachine {
  const service = config['http_service'] ?? tables(config['services'])[0];
  const web = table(service);
  const [group = 'app'] = service === undefined ? groupsOf(config) : groupsOfSection(config, web);
  const command = splitWords(text(table(config['processes'])[group]) ?? '');
  const cmd = 'words' in command ? command.words : [];
  const vm = tables(config['vm']).find((section) => {
    const groups = section['processes'];
    return groups === undefined || (Array.isArray(groups) && groups.includes(group));
  });
  const env = Object.entries(table(config['env'])).map(([name, value]) => [name, String(value)] as const);
  return {
    config: {
      env: { ...Object.fromEntries(env), PAINTBOX_BUILD_ID: buildId },
      services: [],
      checks: Object.fromEntries(checksOf(config, web, group)),
      restart: { policy: 'no' },
      ...(cmd.length === 0 ? {} : { init: { cmd } }),
    },
    size: text(vm?.['size']),
    memory: text(vm?.['memory']) ?? text(vm?.['memory_mb']),
    region: text(config['primary_region']),
  };
}

function checksOf(config: FlyConfig, web: FlyConfig, group: string): readonly (readonly [string, object])[] {
  const port = web['internal_port'];
  const own = [...tables(web['checks']), ...tables(web['http_checks'])].map(
    (check, index) => [`rehearsal-${index}`, { ...timesOf(check), type: 'http', port }] as const,
  );
  const top = Object.entries(table(config['checks']))
    .map(([name, check]) => [name, table(check)] as const)
    .filter(([, check]) => groupsOfSection(config, check).includes(group))
    .map(([name, check]) => {
      const made = { ...timesOf(check), type: check['type'], port: check['port'] ?? port };
      return [`rehearsal-${name}`, made] as const;
    });
  return [...own, ...top];
}

/** The fields that both kinds of checks have. */
function timesOf(check: FlyConfig): object {
  const kept = ['method', 'path', 'protocol', 'interval', 'timeout', 'grace_period'];
  return Object.fromEntries(Object.entries(check).filter(([key]) => kept.includes(key)));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
