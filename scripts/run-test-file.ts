/** Runs a test file, or a program that proves something, in a process of its own. It may take long, but not be silent for long. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftOver } from './end-left-over.ts';
import { killRunning, runCommand } from './run-command.ts';
import type { Ran, RunOptions } from './run-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const telling = ['--import', import.meta.resolve('./tell-tests.ts')];

/** Longest time without a word. No single test needs a quarter of it on a quiet machine, so it holds on one four times as slow. */
const SILENT_MS = 240_000;
/** Half an hour for a test file that makes progress all the time. */
const LIMIT_MS = 1_800_000;
/** What left-over processes are found by. */
const NAME = 'PAINTBOX_TEST_FILE';
/** Of the files that are running. */
const ids = new Set<string>();

// Tests start thousands of short processes: each but the first finds its sources compiled. Coverage would lose its places by it.
if (process.env['NODE_V8_COVERAGE'] === undefined) {
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/node-compile');
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killRunning();
    for (const id of ids) endLeftOver(`${NAME}=${id}`);
    process.kill(process.pid, signal);
  });
}

/** Runs a file with arguments from the repository root. Of one that failed nothing is left running. */
export async function runTestFile(
  words: readonly string[],
  options: Omit<RunOptions, 'cwd'> = {},
): Promise<Ran> {
  const id = randomUUID();
  ids.add(id);
  const ran = await runCommand(['node', ...telling, ...words], {
    limitMs: LIMIT_MS,
    silentMs: SILENT_MS,
    told: () => {},
    ...options,
    env: { ...options.env, [NAME]: id },
    cwd: root,
  });
  if (!ran.ok) endLeftOver(`${NAME}=${id}`);
  ids.delete(id);
  return ran;
}
