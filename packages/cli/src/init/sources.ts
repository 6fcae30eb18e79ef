/** Reads the sources of an app for what `init` would have to ask: where its health and its key set are served, and whether it names its build. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** Something that was found, and the file that says so. */
export interface Hint {
  readonly value: string;
  readonly file: string;
}

/** What the sources say. */
export interface SourceHints {
  readonly healthPath: Hint | undefined;
  readonly jwksPath: Hint | undefined;
  /** The file that names the build in its answers. */
  readonly build: Hint | undefined;
}

/** Enough for an app, and soon read also where a folder is not one. */
const MOST_FILES = 800;
const MOST_BYTES = 300_000;
const CODE = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']);
const NOT_SOURCES = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'coverage',
  'test',
  'tests',
  'vendor',
  'public',
]);

const HEALTH = /["'`](\/(?:api\/)?(?:_?health(?:z|check)?|livez|readyz|up|ping))["'`]/;
const JWKS = /["'`](\/[\w./-]*jwks[\w.-]*)["'`]/i;
const BUILD = /x-paintbox-build|PAINTBOX_BUILD_ID/;
/** Routes that are files, as in Next.js: `app/api/health/route.ts`, `pages/api/health.ts`. */
const FILE_ROUTE = /(?:^|\/)(?:app|pages)\/(.+?)(?:\/route)?\.[cm]?[jt]sx?$/;

/** Reads the sources below a folder. */
export async function readSources(root: string): Promise<SourceHints> {
  let [healthPath, jwksPath, build]: (Hint | undefined)[] = [];
  for (const path of await sourceFiles(root)) {
    const file = relative(root, path).split(sep).join('/');
    const text = await readFile(path, 'utf8').catch(() => '');
    const route = routeOf(file);
    healthPath ??= hint(HEALTH.exec(route === undefined ? text : `"${route}"${text}`)?.[1], file);
    jwksPath ??= hint(JWKS.exec(route === undefined ? text : `"${route}"${text}`)?.[1], file);
    build ??= hint(BUILD.exec(text)?.[0], file);
  }
  return { healthPath, jwksPath, build };
}

function hint(value: string | undefined, file: string): Hint | undefined {
  return value === undefined ? undefined : { value, file };
}

function routeOf(file: string): string | undefined {
  const [, route] = FILE_ROUTE.exec(file) ?? [];
  return route === undefined ? undefined : `/${route.replaceAll(/\([^/]*\)\//g, '')}`;
}

/** The files, those near the root first, in the order of their names. */
async function sourceFiles(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (let folders = [root]; folders.length > 0 && files.length < MOST_FILES;) {
    const deeper: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          const isHidden = entry.name.startsWith('.') && entry.name !== '.well-known';
          if (!isHidden && !NOT_SOURCES.has(entry.name)) deeper.push(path);
        } else if (entry.isFile() && isSource(entry.name) && (await isSmall(path))) files.push(path);
      }
    }
    folders = deeper;
  }
  return files.slice(0, MOST_FILES);
}

function isSource(name: string): boolean {
  return CODE.has(extname(name)) && !/\.(test|spec)\.|^paintbox\.deploy\.config\./.test(name);
}

async function isSmall(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.size <= MOST_BYTES;
}
