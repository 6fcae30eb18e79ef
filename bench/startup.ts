/**
 * How long the command line takes to answer, beside a Node that does nothing: `node bench/startup.ts [ROUNDS]`, by default 30. All are run in turn in each round,
 * so that a busy moment of the machine hits them alike; what is printed is the median.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTable } from './print-table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'packages/cli');
const cwd = join(cli, 'test/fixtures/good');
const LIMIT_MS = 20_000;

const rounds = Number(process.argv[2] ?? '30');
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('rounds are a whole number');
const folder = await mkdtemp(join(tmpdir(), 'paintbox-startup-'));
try {
  // As it is installed: outside the workspace, beside its package.json.
  for (const file of ['bin.cjs', 'package.json']) await copyFile(join(cli, file), join(folder, file));
  const bin = join(cli, 'bin.cjs');
  const commands: readonly (readonly [name: string, args: readonly string[]])[] = [
    ['node -e 0', ['-e', '0']],
    ['--version, as published', [join(folder, 'bin.cjs'), '--version']],
    ['--version, from the sources', [bin, '--version']],
    ['a refused command, from the sources', [bin, 'nothing-of-the-kind']],
    ['--help, from the sources', [bin, '--help']],
  ];
  const times = commands.map((): number[] => []);
  // The first round fills the compile cache.
  for (let round = 0; round <= rounds; round += 1) {
    commands.forEach(([, args], index) => {
      const startedMs = performance.now();
      spawnSync(process.execPath, args, { cwd, stdio: 'ignore', timeout: LIMIT_MS });
      if (round > 0) times[index]?.push(performance.now() - startedMs);
    });
  }
  const medians = times.map(median);
  const rows = commands.map(([name], index) => {
    const ms = medians[index] ?? NaN;
    return [name, ms.toFixed(1), (ms / (medians[0] ?? NaN)).toFixed(2)];
  });
  console.log(`Node ${process.version}; median of ${rounds}\n`);
  printTable(['command', 'ms', 'beside node -e 0'], rows);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
