/**
 * How long TypeScript takes to prove the wiring of a pipeline: `node bench/types.ts [STAGES…]`, by default 10 50 200. Each stage needs what
 * the one before provides. The base is a file that only imports the names, so what is left is the price of the stages.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { printTable } from './print-table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);
const LIMIT_MS = 120_000;
const TRIES = 3;

/** What the compiler says of itself. */
interface Compiled {
  readonly checkSeconds: number;
  readonly totalSeconds: number;
  readonly instantiations: number;
}

const asked = process.argv.slice(2).map(Number);
if (asked.some((count) => !Number.isInteger(count) || count < 1)) throw new Error('stages are whole numbers');
const sizes = asked.length > 0 ? asked : [10, 50, 200];
const folder = await mkdtemp(join(tmpdir(), 'paintbox-types-'));
try {
  // Users compile against declarations.
  await run(process.execPath, [tsc, '-b', join(root, 'packages/core')], { timeout: LIMIT_MS });
  await prepare();
  const { stdout } = await run(process.execPath, [tsc, '--version']);
  console.log(`TypeScript ${stdout.trim()}; best of ${TRIES}\n`);
  const base = await best(0);
  const rows = [['none', ...numbers(base), '']];
  for (const stages of sizes) {
    const compiled = await best(stages);
    const each = ((compiled.checkSeconds - base.checkSeconds) * 1000) / stages;
    rows.push([String(stages), ...numbers(compiled), each.toFixed(2)]);
  }
  printTable(['stages', 'check s', 'total s', 'instantiations', 'check ms a stage'], rows);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function numbers({ checkSeconds, totalSeconds, instantiations }: Compiled): readonly string[] {
  return [checkSeconds.toFixed(3), totalSeconds.toFixed(3), String(instantiations)];
}

async function prepare(): Promise<void> {
  const core = join(folder, 'node_modules/@paintbox/deploy-core');
  await mkdir(core, { recursive: true });
  await symlink(join(root, 'packages/core/dist'), join(core, 'dist'));
  await symlink(join(root, 'packages/core/node_modules'), join(core, 'node_modules'));
  const exports = { '.': { types: './dist/index.d.ts' } };
  await writeFile(
    join(core, 'package.json'),
    JSON.stringify({ name: '@paintbox/deploy-core', type: 'module', exports }),
  );
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const compilerOptions = {
    strict: true,
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['pipeline.ts'] }));
}

async function best(stages: number): Promise<Compiled> {
  await writeFile(join(folder, 'pipeline.ts'), sourceOf(stages));
  const tries: Compiled[] = [];
  for (let n = 0; n < TRIES; n += 1) tries.push(await compile());
  const [first] = tries.sort((a, b) => a.checkSeconds - b.checkSeconds);
  if (first === undefined) throw new Error('nothing was compiled');
  return first;
}

async function compile(): Promise<Compiled> {
  const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], {
    timeout: LIMIT_MS,
  });
  const said = (what: string): number => {
    const found = new RegExp(`^${what}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1];
    if (found === undefined) throw new Error(`the compiler does not say '${what}':\n${stdout}`);
    return Number(found);
  };
  return {
    checkSeconds: said('Check time'),
    totalSeconds: said('Total time'),
    instantiations: said('Instantiations'),
  };
}

function sourceOf(stages: number): string {
  const all = Array.from({ length: stages }, (_, n) => n);
  const lines = [
    `import { artifact, definePipeline, json, stage } from '@paintbox/deploy-core';`,
    `export const source = stage({ name: 'bench.source', provides: { a: artifact('a', json<{ n: number }>()) }, run: () => ({ a: { n: 0 } }) });`,
    ...all.flatMap((n) => [
      `const a${n} = artifact('a${n}', json<{ n${n}: number }>());`,
      `const s${n} = stage({ name: 'bench.s${n}', ${n === 0 ? '' : `needs: { before: a${n - 1} }, `}provides: { made: a${n} }, run: (${n === 0 ? '' : 'inputs'}) => ({ made: { n${n}: ${n === 0 ? '0' : `inputs.before.n${n - 1} + 1`} } }) });`,
    ]),
    `export const pipeline = definePipeline('bench', [${['source', ...all.map((n) => `s${n}`)].join(', ')}]);`,
  ];
  return lines.join('\n');
}
