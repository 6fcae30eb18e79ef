/** flyctl's argument lists. Pure, so that what is run can be read and tested as a value. */

/** How flyctl replaces machines. */
export type Strategy = 'bluegreen' | 'canary' | 'rolling' | 'immediate';

/** A deploy of an image that exists. */
export interface DeployArgs {
  readonly app: string;
  /** Path of a .toml or .json config. */
  readonly config: string;
  readonly image: string;
  /** Left out on a first deploy, where there is nothing to replace. */
  readonly strategy?: Strategy | undefined;
  /** The value of `x-paintbox-build` in the answers of its machines. */
  readonly buildId: string;
  /** Limit of each of flyctl's waits, such as `5m`; never zero, which makes flyctl panic. */
  readonly waitTimeout: string;
  /** Process groups it updates; all when left out. */
  readonly groups?: readonly string[] | undefined;
  /** True when the release command has run for this image, or belongs to another one. Default false. */
  readonly skipReleaseCommand?: boolean | undefined;
  /** A deploy that puts an old release back: no release command, no new machines. */
  readonly restoring?: 'in-place' | 'from-nothing' | undefined;
}

/** `flyctl deploy` of an image: no rebuilding, no hidden retries, no spare machines. */
export function deployArgs(deploy: DeployArgs): readonly string[] {
  const { app, config, image, strategy, groups = [], buildId, waitTimeout, restoring } = deploy;
  return [
    'deploy',
    '--app',
    app,
    '--config',
    config,
    '--image',
    image,
    ...(strategy === undefined ? [] : ['--strategy', strategy]),
    ...(groups.length === 0 ? [] : ['--process-groups', groups.join(',')]),
    '--env',
    `PAINTBOX_BUILD_ID=${buildId}`,
    '--wait-timeout',
    waitTimeout,
    '--deploy-retries',
    '0',
    '--ha=false',
    '--dns-checks=false',
    ...(restoring === undefined && deploy.skipReleaseCommand !== true ? [] : ['--skip-release-command']),
    // Without machines `--update-only` would succeed and do nothing.
    ...(restoring === 'in-place' ? ['--update-only'] : []),
  ];
}

/** A build that ends in the registry. */
export interface BuildArgs {
  readonly app: string;
  readonly config: string;
  readonly dockerfile: string | undefined;
  /** Folder that is sent to the builder. */
  readonly context: string;
  /** The image's tag. */
  readonly label: string;
  /** Values for the `ARG`s of the Dockerfile; those without a value are left to their defaults. */
  readonly args?: Readonly<Record<string, string | undefined>> | undefined;
  /** Which builder; flyctl chooses when left out. */
  readonly builder?: Builder | undefined;
}

/** The builders to try when flyctl's own choice failed: not Depot, or a recreated builder. */
export type Builder = 'remote' | 'recreated';

const BUILDERS: Readonly<Record<Builder, readonly string[]>> = {
  remote: ['--remote-only', '--depot=false'],
  recreated: ['--remote-only', '--depot=false', '--recreate-builder'],
};

/** `flyctl deploy` that builds and pushes, and releases nothing. Without `--push` the image would be thrown away. */
export function buildArgs(build: BuildArgs): readonly string[] {
  const { app, config, dockerfile, context, label, args = {}, builder } = build;
  const file = dockerfile === undefined ? [] : ['--dockerfile', dockerfile];
  const what = ['deploy', context, '--app', app, '--config', config, ...file];
  const where = builder === undefined ? [] : BUILDERS[builder];
  const values = Object.entries(args).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : ['--build-arg', `${name}=${value}`],
  );
  return [...what, '--build-only', '--push', '--image-label', label, ...values, ...where];
}

/** `flyctl deploy` that only looks up an image. It ends before it makes a release. */
export function resolveArgs(app: string, config: string, image: string): readonly string[] {
  return ['deploy', '--app', app, '--config', config, '--image', image, '--build-only'];
}

/** The commands for one machine. */
export type MachineAction = 'cordon' | 'uncordon' | 'start' | 'stop' | 'destroy';

const ACTION_FLAGS: Readonly<Partial<Record<MachineAction, readonly string[]>>> = {
  // Without it, flyctl refuses to destroy a running machine.
  destroy: ['--force'],
  // Without it, flyctl does not wait for the machine.
  stop: ['--wait-timeout', '30s'],
};

/** `flyctl machine …` for one machine. */
export function machineArgs(app: string, action: MachineAction, id: string): readonly string[] {
  return ['machine', action, ...(ACTION_FLAGS[action] ?? []), id, '--app', app];
}

/** The options of a machine outside the deploys. */
export interface RunArgs {
  /** Path of a JSON file with a machine config of the Machines API. */
  readonly configFile: string;
  readonly size: string | undefined;
  readonly memory: string | undefined;
  readonly region: string | undefined;
}

/** `flyctl machine run`, which returns after the machine was made. The machine gets no name in the private DNS. */
export function runArgs(app: string, image: string, options: RunArgs): readonly string[] {
  const { configFile, size, memory, region } = options;
  return [
    'machine',
    'run',
    image,
    '--app',
    app,
    '--machine-config',
    configFile,
    '--detach',
    '--skip-dns-registration',
    ...(region === undefined ? [] : ['--region', region]),
    ...(size === undefined ? [] : ['--vm-size', size]),
    ...(memory === undefined ? [] : ['--vm-memory', memory]),
  ];
}

/** `flyctl scale count`, for a fleet that was restored from zero machines. */
export function scaleArgs(app: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const wanted = Object.entries(counts).map(([group, count]) => `${group}=${count}`);
  return ['scale', 'count', ...wanted, '--app', app, '--yes'];
}

/** Reading commands. */
export const READ = {
  version: ['version', '--json'],
  status: (app: string): readonly string[] => ['status', '--app', app, '--json'],
  machines: (app: string): readonly string[] => ['machine', 'list', '--app', app, '--json'],
  releases: (app: string): readonly string[] => ['releases', '--app', app, '--json'],
  leases: (app: string): readonly string[] => ['machine', 'leases', 'view', '--app', app, '--json'],
  secrets: (app: string): readonly string[] => ['secrets', 'list', '--app', app, '--json'],
  // JSON is what it prints by default; it has no flag for it.
  config: (app: string): readonly string[] => ['config', 'show', '--app', app],
} as const;

/** The command without its values, for messages: `machine list`. */
export function commandName(args: readonly string[]): string {
  const words = args.slice(0, 3);
  const end = words.findIndex((word) => word.startsWith('-') || word.includes('/') || /\d/.test(word));
  return words.slice(0, end === -1 ? words.length : Math.max(1, end)).join(' ');
}
