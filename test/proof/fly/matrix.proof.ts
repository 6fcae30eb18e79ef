/**
 * Every call of a first deploy, a deploy, a rollback by the way back and one by re-creation, times everything that can happen to a call: the right exit code, the
 * right machines, nothing left, and nobody refused. With a number as the first argument only every so many-th cell is tried, chosen by chance from the seed
 * that follows (1); with other words only the cells whose name has all of them. Cells are tried some at once, and one that looks wrong then is tried again
 * alone: a busy computer is no fault of a release, so only what is wrong alone, too, counts.
 */
import { inParallel } from '../in-parallel.ts';
import { nameOf } from './matrix/cells.ts';
import type { Cell } from './matrix/cells.ts';
import { playQuietly } from './matrix/quiet.ts';
import { startTally } from './matrix/tally.ts';
import { tryCell } from './matrix/try-cell.ts';
import type { Tried } from './matrix/try-cell.ts';
import { openMatrixWorld, scenarios } from './matrix/world.ts';
import type { MatrixWorld } from './matrix/world.ts';

/** They mostly wait for their platforms. `worlds=2` asks for fewer. */
const WORLDS = 6;
/** How often a cell that looked wrong is tried alone: it has to be right each time. */
const ALONE = 3;

const words = process.argv.slice(2);
const [every = 1, seed = 1] = words.filter((word) => /^\d+$/.test(word)).map(Number);
const width = Number(words.find((word) => word.startsWith('worlds='))?.slice(7) ?? WORLDS);
const parts = words.filter((word) => !/^\d+$|^worlds=/.test(word));

await using worlds = new AsyncDisposableStack();
const idle: MatrixWorld[] = [];
for (let count = 0; count < width; count += 1) idle.push(worlds.use(await openMatrixWorld()));
const named = scenarios.filter((scenario) => parts.includes(`${scenario}:`));
const { cells, goals } = await playQuietly(anyOf(idle), named.length > 0 ? named : scenarios);
const chosen = sampled(cells.filter((cell) => parts.every((part) => isNamed(cell, part))));
const doubtful: Cell[] = [];
const waits = chosen.filter(({ again }) => again === true).length;
print(
  `${chosen.length} of ${cells.length} cells, ${waits} of them of calls that only ask again${every > 1 ? `, seed ${seed}` : ''}`,
);

using tally = startTally(chosen.length, print);
// By chance, so that a run that is cut short has seen some of each; what only asks again while it waits comes last, because it can tell the least.
await inParallel(
  shuffled(chosen).toSorted((a, b) => Number(a.again) - Number(b.again)),
  width,
  async (cell) => {
    const tried = await play(cell);
    if (tried.wrong.length > 0) doubtful.push(cell);
    else tally.add(cell, tried);
  },
);
for (const cell of doubtful) tally.add(cell, await alone(cell));

tally.end();
process.exitCode = tally.wrong() === 0 && chosen.length > 0 ? 0 : 1;

async function play(cell: Cell): Promise<Tried> {
  const world = anyOf(idle.splice(0, 1));
  const from = Date.now();
  const tried = await tryCell(world, cell, goals).catch(unplayed);
  idle.push(world);
  const { exitCode, wrong, error } = tried;
  const line = `${nameOf(cell)}: code ${exitCode} (${((Date.now() - from) / 1000).toFixed(1)} s)`;
  print(wrong.length === 0 ? `ok   ${line}` : `??   ${line} ${wrong.join('; ')} <- ${error}`);
  return tried;
}

/** The first wrong one of a few tries with nothing beside; the last one when all are right. */
async function alone(cell: Cell): Promise<Tried> {
  for (let tries = 1; ; tries += 1) {
    const tried = await play(cell);
    if (tried.wrong.length > 0 || tries === ALONE) return tried;
  }
}

function unplayed(reason: unknown): Tried {
  return { exitCode: -1, struck: false, wrong: [`it could not be played: ${String(reason)}`], error: '' };
}

/** `deploy:` is the scenario, and not the end of another's name. */
function isNamed(cell: Cell, part: string): boolean {
  return part.endsWith(':') ? nameOf(cell).startsWith(part) : nameOf(cell).includes(part);
}

function anyOf([world]: readonly MatrixWorld[]): MatrixWorld {
  if (world === undefined) throw new Error('there are fewer worlds than workers');
  return world;
}

/** The same ones for the same seed. */
function sampled(all: readonly Cell[]): readonly Cell[] {
  const chance = dice();
  return all.filter(() => chance() % every === 0);
}

function shuffled(all: readonly Cell[]): readonly Cell[] {
  const chance = dice();
  return all
    .map((cell) => ({ cell, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ cell }) => cell);
}

/** Of Park and Miller; enough to choose by. */
function dice(): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
