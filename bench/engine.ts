/**
 * What the engine costs beside other engines: time, memory and syncs of runs whose steps do nothing.
 * `node bench/engine.ts [STEPS…]`, by default 10 1000 10000.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contenders } from './contenders.ts';
import type { Shape } from './contenders.ts';
import type { Measured } from './measure.ts';
import { printTable } from './print-table.ts';

const MEASURE = join(import.meta.dirname, 'measure.ts');
const LIMIT_MS = 300_000;
/** The best of so many counts, because a machine is only ever disturbed in one direction; long runs are tried once. */
const TRIES = 3;
const LONG_RUN = 10_000;
const BASE = 'listr2';

const asked = process.argv.slice(2).map(Number);
if (asked.some((steps) => !Number.isInteger(steps) || steps < 1)) throw new Error('steps are whole numbers');
const sizes = asked.length > 0 ? asked : [10, 1_000, 10_000];

console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}; best of ${TRIES}, from ${LONG_RUN} steps on of 1\n`,
);
for (const shape of ['sequence', 'parallel'] as const) {
  for (const steps of sizes) await compare(shape, steps);
}

async function compare(shape: Shape, steps: number): Promise<void> {
  const all = new Map<string, Measured | undefined>();
  for (const name of Object.keys(contenders)) all.set(name, await best(name, shape, steps));
  const base = all.get(BASE)?.ms;
  const rows = [...all].map(([name, measured]) =>
    measured === undefined
      ? [name, `over ${LIMIT_MS / 1000} s`, '', '', '', '']
      : [
          name,
          measured.ms.toFixed(1),
          ((measured.ms * 1000) / steps).toFixed(1),
          base === undefined ? '' : (measured.ms / base).toFixed(1),
          measured.memoryMb.toFixed(0),
          name.includes('SQLite') ? 'not seen' : (measured.syncs / steps).toFixed(2),
        ],
  );
  const heads = [`${steps} steps, ${shape}`, 'ms', 'µs a step', `× ${BASE}`, 'MB', 'syncs a step'];
  printTable(heads, rows);
}

async function best(name: string, shape: Shape, steps: number): Promise<Measured | undefined> {
  let found: Measured | undefined;
  for (let n = 0; n < (steps < LONG_RUN ? TRIES : 1); n += 1) {
    const measured = await measure(name, shape, steps);
    if (measured === undefined) return undefined;
    if (found === undefined || measured.ms < found.ms) found = measured;
  }
  return found;
}

/** Undefined when it takes longer than the limit. */
async function measure(name: string, shape: Shape, steps: number): Promise<Measured | undefined> {
  const args = ['--disable-warning=ExperimentalWarning', MEASURE, name, shape, String(steps)];
  const options = { timeout: LIMIT_MS, killSignal: 'SIGKILL' as const };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return JSON.parse(stdout) as Measured;
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return undefined;
    throw error;
  }
}
