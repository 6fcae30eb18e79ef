/**
 * Everything that must hold, in one command: types, lint, format, unused code, layers, packaging, then every test file in a
 * process of its own. Ends with `N passed, N failed`. `node scripts/test.ts core fly` runs only the test files whose path has one of the words,
 * or begins with one that ends in `/`; `--checks` runs none of them. In CI a skipped test is a failed one, unless `--may-skip` says that another
 * job runs it. `--record` keeps how long the files took, for the order of the next runs; `--times` prints how long each test took.
 */
import { glob, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';
import { runTestFile } from './run-test-file.ts';
import { report, sum } from './tally.ts';
import type { Tally } from './tally.ts';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

/** They read the sources only, so they run side by side. */
const CHECKS: readonly Check[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint', command: ['oxlint', '--type-aware'] },
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'layers', command: ['node', 'scripts/check-layers.ts'] },
];
/** Builds every package anew, so nothing else that builds or reads what is built may run meanwhile: test files that pack the core wait for it. */
const PACKAGING: Check = { name: 'packaging', command: ['node', 'scripts/check-packaging.ts'] };
const PACKS = "/packed.ts'";

/** Tests wait for processes and servers half of their time: two files more than there are cores. */
const SPARE = 2;

const root = fileURLToPath(new URL('..', import.meta.url));
const secondsFile = fileURLToPath(new URL('test-seconds.json', import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')));
const everything = words.length === 0;
const total: Tally = { passed: 0, failed: 0, skipped: 0 };

if (everything) await inParallel(CHECKS, availableParallelism(), check);
const packaged = everything ? check(PACKAGING) : Promise.resolve();
const files = flags.has('--checks') ? [] : await testFiles();
const took: Record<string, number> = {};
await inParallel(files, availableParallelism() + SPARE, async (file) => {
  if ((await readFile(join(root, file), 'utf8')).includes(PACKS)) await packaged;
  took[file] = await testFile(file);
});
await packaged;

if (flags.has('--record') && everything) await record(took);
sum(total);
// In CI a test that could not run proves nothing.
const mustRun = process.env['CI'] !== undefined && !flags.has('--may-skip');
process.exitCode = total.failed > 0 || (mustRun && total.skipped > 0) ? 1 : 0;

async function check({ name, command }: Check): Promise<void> {
  report(total, name, await runCommand(command, { cwd: root }));
}

async function testFile(file: string): Promise<number> {
  const times: string[] = [];
  let began = performance.now();
  const ran = await runTestFile([file], {
    told: (line) => {
      const now = performance.now();
      if (line.startsWith('after ')) times.push(`     ${((now - began) / 1000).toFixed(1)} s ${line}`);
      began = now;
    },
  });
  report(total, file, ran);
  if (flags.has('--times')) console.log(times.join('\n'));
  return ran.seconds;
}

/** The chosen test files. What took longest begins first, so that no core is idle while the last of them runs. */
async function testFiles(): Promise<readonly string[]> {
  const seconds = JSON.parse(await readFile(secondsFile, 'utf8')) as Readonly<Record<string, number>>;
  const all = await Array.fromAsync(
    glob('{packages/*/test,examples/*/test,test}/**/*.test.ts', { cwd: root }),
  );
  return all
    .filter((file) => everything || words.some((word) => isMeant(file, word)))
    .toSorted((a, b) => (seconds[b] ?? 0) - (seconds[a] ?? 0) || a.localeCompare(b));
}

function isMeant(file: string, word: string): boolean {
  return word.endsWith('/') ? file.startsWith(word) : file.includes(word);
}

/** Keeps what took a second or more. */
async function record(seconds: Readonly<Record<string, number>>): Promise<void> {
  const long = Object.entries(seconds)
    .map(([file, took]) => [file, Math.round(took)] as const)
    .filter(([, took]) => took > 0)
    .toSorted(([a], [b]) => a.localeCompare(b));
  await writeFile(secondsFile, `${JSON.stringify(Object.fromEntries(long), null, 2)}\n`);
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
