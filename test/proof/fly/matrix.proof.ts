/**
 * Every call of a first deploy, a deploy, a rollback by the way back and one by re-creation, times everything that can happen to a call: the right exit code, the
 * right machines, nothing left, and nobody refused. With a number as the first argument only every so many-th cell is tried, chosen by chance from the seed
 * that follows (1); with other words only the cells whose name has all of them.
 */
import { inParallel } from '../in-parallel.ts';
import { nameOf } from './matrix/cells.ts';
import type { Cell } from './matrix/cells.ts';
import { playQuietly } from './matrix/quiet.ts';
import { tryCell } from './matrix/try-cell.ts';
import { openMatrixWorld } from './matrix/world.ts';
import type { MatrixWorld } from './matrix/world.ts';

/** They mostly wait for their platforms. */
const WORLDS = 6;

const words = process.argv.slice(2);
const [every = 1, seed = 1] = words.filter((word) => /^\d+$/.test(word)).map(Number);
const parts = words.filter((word) => !/^\d+$/.test(word));

await using worlds = new AsyncDisposableStack();
const idle: MatrixWorld[] = [];
for (let count = 0; count < WORLDS; count += 1) idle.push(worlds.use(await openMatrixWorld()));
const { cells, goals } = await playQuietly(anyOf(idle));
const chosen = sampled(cells.filter((cell) => parts.every((part) => nameOf(cell).includes(part))));
const failed: string[] = [];
let missed = 0;
const codes = new Map<number, number>();
print(`${chosen.length} of ${cells.length} cells${every > 1 ? `, seed ${seed}` : ''}`);

await inParallel([...chosen], WORLDS, async (cell) => {
  const world = anyOf(idle.splice(0, 1));
  const from = Date.now();
  const { exitCode, struck, wrong, error } = await tryCell(world, cell, goals);
  idle.push(world);
  if (!struck) missed += 1;
  codes.set(exitCode, (codes.get(exitCode) ?? 0) + 1);
  const line = `${nameOf(cell)}: code ${exitCode} (${((Date.now() - from) / 1000).toFixed(1)} s)`;
  const why = wrong.length === 0 ? '' : ` ${wrong.join('; ')}${error === '' ? '' : ` <- ${error}`}`;
  if (wrong.length > 0) failed.push(line + why);
  print(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${line}${why}`);
});

for (const [code, count] of [...codes].toSorted(([a], [b]) => a - b)) print(`exit code ${code}: ${count}`);
for (const line of failed) print(`FAIL ${line}`);
if (missed > 0) print(`${missed} met no call: the run made fewer of that name than the quiet one`);
print(`\n${chosen.length - failed.length} of ${chosen.length}`);
process.exitCode = failed.length === 0 && chosen.length > 0 ? 0 : 1;

function anyOf([world]: readonly MatrixWorld[]): MatrixWorld {
  if (world === undefined) throw new Error('there are fewer worlds than workers');
  return world;
}

/** The same ones for the same seed. */
function sampled(all: readonly Cell[]): readonly Cell[] {
  let state = seed;
  return all.filter(() => {
    // Of Park and Miller; enough to choose by.
    state = (state * 48_271) % 2_147_483_647;
    return state % every === 0;
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
