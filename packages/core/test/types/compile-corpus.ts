/** Compiles the corpus: from our sources, and as a user does, against emitted declarations of ours and of a third-party package. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Diagnostic {
  readonly line: number;
  /** The message with its indented explanations. */
  readonly text: string;
}

/** What a compiler said, by file; files that compile are missing. */
export type Diagnostics = ReadonlyMap<string, readonly Diagnostic[]>;

const HERE = import.meta.dirname;
const CORE = resolve(HERE, '../..');
const ROOT = resolve(CORE, '../..');
const LIMIT_MS = 220_000;

const TYPESCRIPT_7 = compilerAt(import.meta.resolve('typescript/package.json'));
const TYPESCRIPT_6 = compilerAt(import.meta.resolve('typescript-6/package.json'));

function compilerAt(manifest: string): string {
  return join(dirname(fileURLToPath(manifest)), 'bin/tsc');
}

/** The compilers and the ways to them, by a name for people. */
export async function compileCorpus(): Promise<ReadonlyMap<string, Diagnostics>> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-types-'));
  try {
    const [source] = await Promise.all([diagnose(TYPESCRIPT_7, HERE), layOut(folder)]);
    const [seven, six] = await Promise.all([diagnose(TYPESCRIPT_7, folder), diagnose(TYPESCRIPT_6, folder)]);
    return new Map([
      ['TypeScript 7, from source', source],
      ['TypeScript 7, through declarations', seven],
      ['TypeScript 6, through declarations', six],
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A user's folder: core and a third-party package as installed, nothing but declarations in them, and the programs. */
async function layOut(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await install(modules, '@paintbox/deploy-core');
  await install(modules, 'acme-stages');
  await link(join(CORE, 'node_modules/@standard-schema/spec'), join(modules, '@standard-schema/spec'));
  await link(join(ROOT, 'node_modules/@types/node'), join(modules, '@types/node'));
  for (const schemas of ['valibot', 'zod']) {
    await link(join(CORE, 'node_modules', schemas), join(modules, schemas));
  }
  await declare(join(CORE, 'tsconfig.json'), join(modules, '@paintbox/deploy-core/dist'));

  const options = await strictOptions();
  const acme = join(folder, 'acme-stages');
  await write(join(acme, 'package.json'), { type: 'module' });
  await write(join(acme, 'index.ts'), asAUserWouldImport(await readFile(join(HERE, 'words.ts'), 'utf8')));
  await write(join(acme, 'tsconfig.json'), {
    compilerOptions: { ...options, declaration: true, emitDeclarationOnly: true },
    files: ['index.ts'],
  });
  await declare(join(acme, 'tsconfig.json'), join(modules, 'acme-stages/dist'));

  for (const kind of ['fail', 'pass']) {
    for (const file of await readdir(join(HERE, kind))) {
      const program = await readFile(join(HERE, kind, file), 'utf8');
      await write(join(folder, kind, file), asAUserWouldImport(program));
    }
  }
  await write(join(folder, 'package.json'), { type: 'module' });
  await write(join(folder, 'tsconfig.json'), {
    compilerOptions: { ...options, noEmit: true },
    include: ['fail', 'pass'],
  });
}

async function strictOptions(): Promise<object> {
  const base = JSON.parse(await readFile(join(ROOT, 'tsconfig.base.json'), 'utf8')) as {
    readonly compilerOptions: Readonly<Record<string, unknown>>;
  };
  return {
    ...base.compilerOptions,
    composite: false,
    declaration: false,
    isolatedDeclarations: false,
    sourceMap: false,
  };
}

function asAUserWouldImport(program: string): string {
  return program
    .replaceAll(/'(?:\.\.\/)+src\/index\.ts'/g, "'@paintbox/deploy-core'")
    .replaceAll(/'(?:\.\.\/)+src\/(run|release|fleet)\.ts'/g, "'@paintbox/deploy-core/$1'")
    .replaceAll("'../words.ts'", "'acme-stages'");
}

async function install(modules: string, name: string): Promise<void> {
  await write(join(modules, name, 'package.json'), {
    name,
    version: '1.0.0',
    type: 'module',
    exports: { '.': './dist/index.js', './*': './dist/*.js' },
  });
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await symlink(from, to, 'junction');
}

async function write(path: string, content: string | object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Emits the declarations of a project. */
async function declare(project: string, outDir: string): Promise<void> {
  const answer = await compile(TYPESCRIPT_7, ['-p', project, '--emitDeclarationOnly', '--outDir', outDir]);
  if (answer.trim() !== '') throw new Error(`${project} should compile\n${answer}`);
}

async function diagnose(compiler: string, folder: string): Promise<Diagnostics> {
  return parsed(await compile(compiler, ['-p', join(folder, 'tsconfig.json')], folder));
}

function compile(compiler: string, args: readonly string[], cwd: string = HERE): Promise<string> {
  return new Promise((settle, reject) => {
    const options = { cwd, timeout: LIMIT_MS, maxBuffer: 1 << 26 };
    execFile(process.execPath, [compiler, ...args, '--pretty', 'false'], options, (error, stdout) => {
      // Programs that do not compile make it exit with 1 or 2; anything else is not an answer.
      if (error !== null && error.code !== 1 && error.code !== 2) reject(error);
      else settle(stdout);
    });
  });
}

function parsed(output: string): Diagnostics {
  const byFile = new Map<string, Diagnostic[]>();
  let last: { line: number; text: string } | undefined;
  for (const line of output.split('\n')) {
    const head = /^(?:(.+)\((\d+),\d+\): )?error (.*)$/.exec(line);
    if (head !== null) {
      const [, file = 'no file', number = '0', text = ''] = head;
      last = { line: Number(number), text };
      byFile.set(file, [...(byFile.get(file) ?? []), last]);
    } else if (last !== undefined) {
      last.text += `\n${line.trim()}`;
    }
  }
  return byFile;
}
