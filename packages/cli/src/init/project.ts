/** Facts about a new user's repository: how it installs, its scripts, and the path of the command line in it. */
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { readFlyToml } from './fly-toml.ts';
import type { FlyToml } from './fly-toml.ts';

/** A repository, as far as `init` needs it. */
export interface Project {
  /** The name in package.json; undefined without one. */
  readonly name: string | undefined;
  /** True where package.json does not say that `.ts` files are modules: Node then reads one as CommonJS, or guesses with a warning. */
  readonly wantsMts: boolean;
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
  /** What it says; undefined without one. */
  readonly fly: FlyToml | undefined;
  /** The framework that package.json depends on, for people. */
  readonly framework: string | undefined;
  /** The port that the Dockerfile exposes. */
  readonly dockerPort: number | undefined;
  /** True where the repository is on GitHub. */
  readonly onGithub: boolean;
  /** True in a git repository. */
  readonly inGit: boolean;
}

/** Frameworks by the package that shows them, the telling ones first. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  next: 'Next.js',
  nuxt: 'Nuxt',
  astro: 'Astro',
  '@remix-run/node': 'Remix',
  '@sveltejs/kit': 'SvelteKit',
  '@nestjs/core': 'NestJS',
  hono: 'Hono',
  fastify: 'Fastify',
  express: 'Express',
  koa: 'Koa',
};

const CLI = 'node_modules/@paintbox/deploy-cli';

/** Reads a repository, or a package in it. Missing and unreadable facts are left out. */
export async function readProject(root: string): Promise<Project> {
  const above = foldersAbove(root);
  const manifest = await readJson(join(root, 'package.json'));
  const nearest = above.find((folder) => existsSync(join(folder, 'package.json')));
  const nearestManifest = nearest === undefined ? {} : await readJson(join(nearest, 'package.json'));
  const name = typeof manifest['name'] === 'string' ? manifest['name'] : undefined;
  const flyConfig = ['fly.production.toml', 'fly.toml'].find((file) => existsSync(join(root, file)));
  const packages = ['dependencies', 'devDependencies'].flatMap((kind) =>
    Object.keys(membersOf(manifest[kind])),
  );
  const repository = above.find((folder) => existsSync(join(folder, '.git')));
  return {
    name,
    wantsMts: nearest !== undefined && nearestManifest['type'] !== 'module',
    scripts: Object.keys(membersOf(manifest['scripts'])),
    packages,
    ...(await packageManager(above)),
    cli: await findCli(root),
    flyConfig: flyConfig ?? 'fly.toml',
    fly: flyConfig === undefined ? undefined : readFlyToml(await readText(join(root, flyConfig))),
    framework: Object.entries(FRAMEWORKS).find(([dependency]) => packages.includes(dependency))?.[1],
    dockerPort: portOf(await readText(join(root, 'Dockerfile'))),
    onGithub:
      repository !== undefined && (await readText(join(repository, '.git/config'))).includes('github.com'),
    inGit: repository !== undefined,
  };
}

/** The folder and those above it, up to the root of the repository. Without a repository only the folder itself. */
function foldersAbove(root: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [root];
  }
}

function portOf(dockerfile: string): number | undefined {
  const [, port] = /^\s*EXPOSE\s+(\d+)/im.exec(dockerfile) ?? [];
  return port === undefined ? undefined : Number(port);
}

/** The package manager of the nearest lockfile: in a workspace it is at the root. */
async function packageManager(above: readonly string[]): Promise<Pick<Project, 'install' | 'add' | 'run'>> {
  const lockfiles = ['pnpm-lock.yaml', 'yarn.lock', 'package-lock.json'];
  const root =
    above.find((folder) => lockfiles.some((file) => existsSync(join(folder, file)))) ?? above[0] ?? '.';
  const manifest = await readJson(join(root, 'package.json'));
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

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
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
