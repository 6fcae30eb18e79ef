/**
 * Keeps the public API of the core as text that is reviewed: `packages/core/api/*.snapshot.d.ts`, made from the emitted declarations without their comments.
 * Fails with the difference when the API is another than the text says; `node scripts/api-snapshot.ts --accept` writes it anew.
 * Another folder than `packages/core/api` can be named.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diff } from 'node:util';
import { runCommand } from './run-command.ts';

/** Snapshot name to entry point. */
const ENTRIES: Readonly<Record<string, string>> = {
  core: 'index.d.ts',
  run: 'run.d.ts',
  release: 'release.d.ts',
  keys: 'keys.d.ts',
  proxy: 'proxy.d.ts',
  fleet: 'fleet.d.ts',
  testing: 'testing/index.d.ts',
};
const ACCEPT = 'node scripts/api-snapshot.ts --accept';
/** Where a declaration begins; what follows up to the next such line belongs to it. */
const BEGINNING = /^(?:import|export|declare|interface|type|class|const|function|abstract)\b/;
const DECLARED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|const|function) ([A-Za-z_$][\w$]*)/;

interface Declarations {
  /** The text of a declaration by its name, overloads together. */
  readonly own: ReadonlyMap<string, string>;
  /** Where the other names of the file come from. */
  readonly others: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const core = join(root, 'packages/core');
const api = resolve(process.argv.slice(2).find((word) => word !== '--accept') ?? join(core, 'api'));
const folder = await mkdtemp(join(tmpdir(), 'paintbox-api-'));

try {
  const files = await emitted(join(folder, 'dist'));
  const made: string[] = [];
  const told = new Set<string>();
  const exported = new Set(Object.values(ENTRIES).flatMap((entry) => exportsOf(files, entry)));
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const path = join(folder, `${name}.snapshot.d.ts`);
    await writeFile(path, snapshot(files, entry, exported, told));
    made.push(path);
  }
  await must(['oxfmt', '--config', join(root, '.oxfmtrc.json'), ...made]);
  for (const path of made) await compare(path, join(api, relative(folder, path)));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The declarations of the core by path. */
async function emitted(outDir: string): Promise<ReadonlyMap<string, Declarations>> {
  await must(['tsc', '-p', core, '--emitDeclarationOnly', '--removeComments', '--outDir', outDir]);
  const files = (await readdir(outDir, { recursive: true })).filter((file) => file.endsWith('.d.ts')).sort();
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const path = file.replaceAll('\\', '/');
        return [path, read(path, await readFile(join(outDir, file), 'utf8'))] as const;
      }),
    ),
  );
}

function read(path: string, text: string): Declarations {
  const own = new Map<string, string>();
  const others = new Map<string, { readonly path: string; readonly name: string }>();
  for (const piece of pieces(text)) {
    const source = /^(?:import|export)\b[^'"]*\bfrom '(\.[^']*)\.[jt]s'/.exec(piece)?.[1];
    const name = DECLARED.exec(piece)?.[1];
    if (source !== undefined) {
      const from = `${relative(root, resolve(root, dirname(path), source)).replaceAll('\\', '/')}.d.ts`;
      const names = /\{([^}]*)\}/.exec(piece)?.[1] ?? '';
      for (const [, original = '', renamed] of names.matchAll(/(?:type )?([\w$]+)(?: as ([\w$]+))?/g)) {
        others.set(renamed ?? original, { path: from, name: original });
      }
    } else if (name !== undefined) {
      own.set(name, `${own.get(name) ?? ''}${piece}\n`);
    }
  }
  return { own, others };
}

function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (BEGINNING.test(line) || found.length === 0) found.push(line);
    else found[found.length - 1] += `\n${line}`;
  }
  return found;
}

/** Every exported declaration of an entry point, and every other type that those mention, no entry point has `exported`, and no snapshot has `told` yet. */
function snapshot(
  files: ReadonlyMap<string, Declarations>,
  entry: string,
  exported: ReadonlySet<string>,
  told: Set<string>,
): string {
  const reached = new Map<string, string>();
  const mentioned = new Map<string, string>();
  const follow = (path: string, name: string, into: Map<string, string>): void => {
    const key = `${path} ${name}`;
    if (told.has(key) || (into === mentioned && exported.has(key))) return;
    const { own, others } = fileOf(files, path);
    const text = own.get(name);
    const elsewhere = others.get(name);
    if (text === undefined) {
      if (elsewhere !== undefined) follow(elsewhere.path, elsewhere.name, into);
      return;
    }
    told.add(key);
    into.set(key, text);
    for (const [word] of text.matchAll(/\b[A-Z]\w*/g)) follow(path, word, mentioned);
  };
  for (const { path, name } of fileOf(files, entry).others.values()) follow(path, name, reached);
  const all = [...reached, ...mentioned].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = (wanted: boolean): string =>
    all.flatMap(([key, value]) => (exported.has(key) === wanted ? [`// ${key}\n${value}`] : [])).join('\n');
  return [
    `/* oxlint-disable */`,
    `// The public API, for review. Changed on purpose? ${ACCEPT}\n`,
    `// --- What is exported ---\n`,
    text(true),
    `// --- What that mentions ---\n`,
    text(false),
  ].join('\n');
}

function exportsOf(files: ReadonlyMap<string, Declarations>, entry: string): readonly string[] {
  return [...fileOf(files, entry).others.values()].map(({ path, name }) => `${path} ${name}`);
}

function fileOf(files: ReadonlyMap<string, Declarations>, path: string): Declarations {
  const file = files.get(path);
  if (file === undefined) throw new Error(`${path} was not emitted`);
  return file;
}

async function compare(made: string, kept: string): Promise<void> {
  const now = await readFile(made, 'utf8');
  if (process.argv.includes('--accept')) {
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(kept, now);
    return;
  }
  const before = await readFile(kept, 'utf8').catch(() => '');
  if (now === before) return;
  const changes = diff(now.split('\n'), before.split('\n'))
    .filter(([sign]) => sign !== 0)
    .map(([sign, line]) => `${sign > 0 ? '+' : '-'} ${line}`);
  console.error([`${relative(root, kept)} is not the API any more:`, ...changes].join('\n'));
  console.error(`If this is meant, accept it: ${ACCEPT}`);
  process.exitCode = 1;
}

async function must(command: readonly string[]): Promise<void> {
  const ran = await runCommand(command, { cwd: root });
  if (!ran.ok) throw new Error(`${command.join(' ')}\n${ran.output}`);
}
