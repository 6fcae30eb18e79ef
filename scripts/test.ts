/**
 * Everything that must hold, in one command: types, lint, format, unused code, layers, packaging, then every test file in a
 * process of its own. Ends with `N passed, N failed`. `node scripts/test.ts core fly` runs only the test files whose path has one of the words,
 * or begins with one that ends in `/`; `--checks` runs none of them. In CI a skipped test is a failed one, unless `--may-skip` says that another job runs it.
 */
import { glob } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from './run-command.ts';
import type { Ran } from './run-command.ts';

const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', ['tsc', '-b']],
  ['lint', ['oxlint', '--type-aware']],
  ['format', ['oxfmt', '--check', '.']],
  ['unused code', ['knip']],
  ['layers', ['node', 'scripts/check-layers.ts']],
  ['packaging', ['node', 'scripts/check-packaging.ts']],
];
/** A proof that is to be exhaustive takes as long as it takes. */
const EXHAUSTIVE = process.env['PAINTBOX_PROOF'] !== undefined || process.env['PAINTBOX_KILL'] !== undefined;
const LIMIT_MS = EXHAUSTIVE ? 7_200_000 : 240_000;
/** Tests wait for processes and servers half of their time: one file more than there are cores. */
const SPARE = 1;
/** Files that take long begin first, so that no core is idle while the last of them runs. */
const LONG = /^test\/|\/fly\/|^packages\/plugin-fly\//;

const root = fileURLToPath(new URL('..', import.meta.url));
// Tests start thousands of short processes: each but the first finds its sources compiled. Coverage would lose its places by it.
if (process.env['NODE_V8_COVERAGE'] === undefined) {
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/node-compile');
}
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const checksOnly = process.argv.includes('--checks');
const total = { passed: 0, failed: 0, skipped: 0 };

if (words.length === 0) {
  for (const [name, command] of CHECKS) report(name, await run(command));
}
const files = (
  await Array.fromAsync(glob('{packages/*/test,examples/*/test,test}/**/*.test.ts', { cwd: root }))
)
  .filter((file) => !checksOnly && (words.length === 0 || words.some((word) => isMeant(file, word))))
  .toSorted((a, b) => Number(LONG.test(b)) - Number(LONG.test(a)) || a.localeCompare(b));
await inParallel(files, availableParallelism() + SPARE, async (file) =>
  report(file, await run(['node', file])),
);

if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
// In CI a test that could not run proves nothing.
const mustRun = process.env['CI'] !== undefined && !process.argv.includes('--may-skip');
process.exitCode = total.failed > 0 || (mustRun && total.skipped > 0) ? 1 : 0;

function isMeant(file: string, word: string): boolean {
  return word.endsWith('/') ? file.startsWith(word) : file.includes(word);
}

function run(command: readonly string[]): Promise<Ran> {
  return runCommand(command, { cwd: root, limitMs: LIMIT_MS });
}

/** Counts what ran: a test file by what uvu says of it, any other command as one. */
function report(name: string, ran: Ran): void {
  const tests = counted(ran.output, 'Total');
  const passed = tests === undefined ? Number(ran.ok) : (counted(ran.output, 'Passed') ?? 0);
  const skipped = counted(ran.output, 'Skipped') ?? 0;
  // A file that died half-way, or says it passed and exits with an error, has failed at least once.
  const failed = Math.max((tests ?? 1) - passed - skipped, Number(!ran.ok));
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${passed} in ${ran.seconds.toFixed(1)} s)`);
  if (failed > 0) console.log(ran.output.trimEnd().replaceAll(/^/gm, '     '));
}

function counted(output: string, word: string): number | undefined {
  const found = new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'm').exec(stripVTControlCharacters(output));
  return found === null ? undefined : Number(found[1]);
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
