/**
 * Fails when a package imports what its layer may not: `cli → core ← plugins`, plugins never each other, nobody the cli,
 * nothing by a path into another package, and the edges (SDK, flyctl, fetch, child processes) each in their one file.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const CORE = '@paintbox/deploy-core';

/** Which of our packages the sources of each package may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  cli: [CORE],
  'plugin-aws': [CORE],
  'plugin-checks': [CORE],
  'plugin-notify': [CORE],
  'plugin-otel': [CORE],
  'plugin-postgres': [CORE],
  'plugin-fly': [CORE],
  // The emulators stand in for other people's services and know nothing of us.
  emulators: [],
  'local-world': ['@paintbox/deploy-emulators'],
};

/** Words of the outside world that only the named files may say. */
const EDGES: readonly {
  readonly in: string;
  readonly what: RegExp;
  readonly only: readonly RegExp[];
  readonly name: string;
}[] = [
  {
    in: 'core',
    what: /from 'node:child_process'|import\('zx/,
    only: [/engine\/(?:exec|git)\.ts$/],
    name: 'commands',
  },
  {
    in: 'plugin-aws',
    what: /(from|import\() ?'@aws-sdk\/[^']*'/,
    only: [/src\/client\/client\.ts$/, /src\/jwks\//, /src\/(?:client|s3|metrics)\/sdk-/],
    name: 'the AWS SDK',
  },
  {
    in: 'plugin-fly',
    what: /\.\$[`(]/,
    only: [/src\/build\/(?:flyctl-builder|docker-builder)\.ts$/],
    name: 'commands',
  },
  {
    in: 'plugin-fly',
    what: /\bfetch\(|from 'undici'/,
    only: [/src\/api\/(?:http|dispatcher)\.ts$/],
    name: 'fetch',
  },
  { in: 'plugin-notify', what: /\bfetch\(/, only: [/src\/channels\/http\.ts$/], name: 'fetch' },
  { in: 'plugin-otel', what: /\bfetch\(/, only: [/src\/export\.ts$/], name: 'fetch' },
  {
    in: 'plugin-postgres',
    what: /(from|import\() ?'pg'/,
    only: [/src\/database\/server\.ts$/],
    name: 'PostgreSQL',
  },
  {
    in: 'plugin-postgres',
    what: /(from|import\() ?'(?:pg-boss|@electric-sql\/pglite)'/,
    only: [/src\/crew\/(?:queue|embedded)\.ts$/],
    name: 'the queue',
  },
  { in: 'plugin-notify', what: /'nodemailer'/, only: [/src\/channels\/smtp\.ts$/], name: 'mail' },
  {
    in: 'plugin-checks',
    what: /\bfetch\(|import \{[^}]*\brequest\b[^}]*\} from 'node:https?'/,
    only: [/src\/http\/exchange\.ts$/],
    name: 'HTTP requests',
  },
  {
    in: 'core|plugin-aws|plugin-fly|plugin-checks|plugin-notify|plugin-otel|plugin-postgres',
    what: /\bconsole\.|process\.exit\(/,
    only: [],
    name: 'the terminal',
  },
];

const problems: string[] = [];
for (const [name, allowed] of Object.entries(MAY_IMPORT)) {
  for (const file of await sources(join(root, 'packages', name, 'src'))) {
    const text = await readFile(file, 'utf8');
    const where = relative(root, file);
    problems.push(...forbiddenImports(where, text, name, allowed), ...misplacedEdges(where, text, name));
  }
}
for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0 ? 'Every import is where it may be.' : `${problems.length} forbidden imports`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function forbiddenImports(
  where: string,
  text: string,
  name: string,
  allowed: readonly string[],
): readonly string[] {
  const specifiers = [...text.matchAll(/(?:from|import\(?)\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('@paintbox/')) {
      const target = specifier.split('/').slice(0, 2).join('/');
      return allowed.includes(target) ? [] : [`${where}: ${name} may not import ${specifier}`];
    }
    if (specifier.startsWith('.') && leavesPackage(where, specifier)) {
      return [`${where}: '${specifier}' reaches into another package; import it by its name`];
    }
    return isDoor(where, specifier)
      ? [`${where}: '${specifier}' is the way in for other packages; import the file itself`]
      : [];
  });
}

/** `index.ts` everywhere, and the other doors of the core. */
function isDoor(where: string, specifier: string): boolean {
  if (/^\.\.?\/(.*\/)?index\.ts$/.test(specifier)) return true;
  return /^packages\/core\/src\/(run|release|keys|proxy|fleet)\.ts$/.test(
    join(where, '..', specifier).replaceAll('\\', '/'),
  );
}

function leavesPackage(where: string, specifier: string): boolean {
  const folder = where.split('/').slice(0, -1);
  const depth = folder.length - 2;
  return specifier.split('/').filter((part) => part === '..').length >= depth;
}

function misplacedEdges(where: string, text: string, name: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return EDGES.filter(
    (edge) =>
      edge.in.split('|').includes(name) &&
      edge.what.test(code) &&
      !edge.only.some((only) => only.test(where)),
  ).map(
    (edge) =>
      `${where}: ${edge.name} may only be touched in ${edge.only.length === 0 ? 'the cli' : edge.only.join(', ')}`,
  );
}

async function sources(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
