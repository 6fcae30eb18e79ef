/** Facts about a new user's repository: how it installs, its scripts, and the path of the command line in it. */
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A repository, as far as `init` needs it. */
export interface Project {
  /** The name in package.json; undefined without one. */
  readonly name: string | undefined;
  /** True where Node reads `.ts` and `.js` files as CommonJS, because package.json says so. */
  readonly commonJs: boolean;
  readonly scripts: readonly string[];
  /** The dependencies of package.json. */
  readonly packages: readonly string[];
  /** The command that installs exactly the lockfile. */
  readonly install: string;
  /** The command that adds development dependencies. */
  readonly add: string;
  /** The command that runs a script. */
  readonly run: (script: string) => string;
  /** The executable of the command line, relative to the root, with `/`. */
  readonly cli: string;
  /** The existing platform config file; `fly.toml` when there is none. */
  readonly flyConfig: string;
  /** The app's name in it. */
  readonly flyApp: string | undefined;
}

const CLI = 'node_modules/@paintbox/deploy-cli';

/** Reads a repository. Missing and unreadable facts are left out. */
export async function readProject(root: string): Promise<Project> {
  const manifest = await readJson(join(root, 'package.json'));
  const name = typeof manifest['name'] === 'string' ? manifest['name'] : undefined;
  const flyConfig =
    ['fly.production.toml', 'fly.toml'].find((file) => existsSync(join(root, file))) ?? 'fly.toml';
  return {
    name,
    commonJs: manifest['type'] === 'commonjs',
    scripts: Object.keys(membersOf(manifest['scripts'])),
    packages: ['dependencies', 'devDependencies'].flatMap((kind) => Object.keys(membersOf(manifest[kind]))),
    ...packageManager(root, manifest),
    cli: await findCli(root),
    flyConfig,
    flyApp: await appIn(join(root, flyConfig)),
  };
}

function packageManager(
  root: string,
  manifest: Readonly<Record<string, unknown>>,
): Pick<Project, 'install' | 'add' | 'run'> {
  const named = typeof manifest['packageManager'] === 'string' ? manifest['packageManager'] : '';
  if (existsSync(join(root, 'pnpm-lock.yaml'))) {
    const version = /^pnpm@([\w.-]+)/.exec(named)?.[1] ?? '12';
    const pnpm = `npx -y pnpm@${version}`;
    return {
      install: `${pnpm} install --frozen-lockfile`,
      add: `${pnpm} add -D`,
      run: (script) => `${pnpm} run ${script}`,
    };
  }
  if (existsSync(join(root, 'yarn.lock'))) {
    return { install: 'yarn install --immutable', add: 'yarn add -D', run: (script) => `yarn run ${script}` };
  }
  return { install: 'npm ci', add: 'npm install -D', run: (script) => `npm run ${script}` };
}

/** The path of the installed command. For a package of the same workspace, its real path, because Node runs no TypeScript in node_modules. */
async function findCli(root: string): Promise<string> {
  const usual = `${CLI}/bin.cjs`;
  const bin = (await readJson(join(root, CLI, 'package.json')))['bin'];
  const file = typeof bin === 'string' ? bin : membersOf(bin)['paintbox-deploy'];
  if (typeof file !== 'string') return usual;
  const real = relative(await realpath(root), await realpath(join(root, CLI, file)).catch(() => root));
  const inWorkspace = real !== '' && !real.startsWith('..') && !real.split(sep).includes('node_modules');
  return inWorkspace ? real.split(sep).join('/') : `${CLI}/${file.replace(/^\.\//, '')}`;
}

async function appIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^app\s*=\s*["']([A-Za-z0-9-]+)["']/m.exec(text)?.[1];
}

async function readJson(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return membersOf(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
