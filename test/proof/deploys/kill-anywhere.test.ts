/**
 * The deploy of this repository, killed at many points against the emulators, then taken up by the next deploy or by `resume`.
 * A few points by default. `PAINTBOX_PROOF=all` tries every point of a first deploy and of a later one – before and after each write of journal,
 * lock and ledger, each state of disk and world once – with both ways on; `PAINTBOX_PROOF=10` every tenth.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRig } from '../../e2e/rig.ts';
import type { Called, Rig } from '../../e2e/rig.ts';
import { inParallel } from '../in-parallel.ts';
import type { StoredPair } from '../stored-pair.ts';
import { nothingRuns } from './nothing-runs.ts';
import { keptWhole, pairIn } from './world-state.ts';

const test = suite('deploys killed anywhere (against emulators)');
const GOALS = ['deploy', 'resume'] as const;

/** Every how many points a deploy is killed; undefined for the chosen few. */
const EVERY = everyFrom(process.env['PAINTBOX_PROOF']);
/** A deploy waits for a quarter of its time. */
const AT_ONCE = EVERY === undefined ? 1 : 3;

/** Where a deploy is killed, and what settles it. */
interface Kill {
  /** Counts the points of the run from 1: before and after each write of its state. A text: before the first write that holds it. */
  readonly at: number | string;
  readonly goal: (typeof GOALS)[number];
}

function everyFrom(asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const every = asked === 'all' ? 1 : Number(asked);
  if (!Number.isInteger(every) || every < 1)
    throw new Error(`PAINTBOX_PROOF is 'all' or a number, not ${asked}`);
  return every;
}

/** Both ways on from each chosen point of a deploy. */
function killsOf(points: number, every: number): Kill[] {
  return Array.from({ length: Math.ceil(points / every) }, (_, index) => 1 + index * every).flatMap((at) =>
    GOALS.map((goal) => ({ at, goal })),
  );
}

/** Deploys with a state that kills the deployer at a point, or counts the points into a file. */
function countedDeploy(rig: Rig, env: Readonly<Record<string, string>>): Promise<Called> {
  const config = fileURLToPath(import.meta.resolve('./fixtures/killable.config.ts'));
  const state = join(rig.dir, 'state/state', rig.address.app, 'local');
  // The folder is the one that every other call uses; named as PAINTBOX_STATE_DIR it would beat the config's.
  return rig.call(['deploy', '--config', config], {
    env: { ...env, PROOF_STATE: state, PROOF_WORLD: join(rig.dir, 'world'), PAINTBOX_STATE_DIR: '' },
  });
}

/** How a killed deploy ended: finished, or taken back and another one made. */
type Recovery = 'finished' | 'undone' | 'made anew';

/** Kills, goes on, and looks whether the world is whole. */
async function killAndRecover(rig: Rig, { at, goal }: Kill): Promise<Recovery | undefined> {
  const where = `killed at point ${at}, then ${goal}`;
  const began = performance.now();
  const killed = await countedDeploy(
    rig,
    typeof at === 'number' ? { PROOF_KILL_AT: String(at) } : { PROOF_KILL_BEFORE: at },
  );
  // How many lines one write takes is a matter of timing, so the last points are not always there.
  if (killed.code === 0) return undefined;
  assert.is(
    killed.code,
    null,
    `${where}: it ended by itself: ${killed.record.error?.message ?? killed.stderr}`,
  );
  const next = await rig.call([goal]);
  const recovery = recoveryOf(goal, next);
  assert.ok(recovery, `${where}: ${next.code} ${next.record.error?.message ?? next.stderr}`);
  if (recovery === 'undone' && (await rig.machines()).length === 0) {
    // A first deploy that was taken back leaves nothing; then the way must be free.
    const anew = await rig.call(['deploy']);
    assert.is(anew.code, 0, `${where}, then deploy: ${anew.record.error?.message ?? anew.stderr}`);
  }
  await keptWhole(rig, where);
  process.stdout.write(`${where}: ${recovery} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  return recovery;
}

function recoveryOf(goal: Kill['goal'], { code }: Called): Recovery | undefined {
  if (goal === 'deploy') return code === 0 ? 'made anew' : undefined;
  if (code === 0) return 'finished';
  // 2: killed before its first word was written; 1 and 3: what was half done could only be taken back.
  return code === 1 || code === 2 || code === 3 ? 'undone' : undefined;
}

/** How many points a deploy has that nobody disturbs, and how many more left nothing that the point before had not. */
interface Points {
  readonly points: number;
  readonly alike: number;
}

async function undisturbed(rig: Rig): Promise<Points> {
  const file = join(rig.dir, 'points');
  const { code, record, stderr } = await countedDeploy(rig, { PROOF_POINTS: file });
  assert.is(code, 0, record.error?.message ?? stderr);
  return JSON.parse(await readFile(file, 'utf8')) as Points;
}

/** Opens a world, works in it, closes it, and returns where it was. */
async function inWorld(work: (rig: Rig) => Promise<void>): Promise<string> {
  await using rig = await openRig();
  await work(rig);
  return rig.dir;
}

async function firstKills(): Promise<Kill[]> {
  // Between the two halves of the key pair.
  if (EVERY === undefined) return [{ at: '"create-public-keys"', goal: 'deploy' }];
  await using reference = await openRig();
  const counted = await undisturbed(reference);
  process.stdout.write(`a first deploy has ${told(counted)}\n`);
  return killsOf(counted.points, EVERY);
}

/** While the image is made, while both fleets live, and while the suite asks. */
function chosenKills(points: number): Kill[] {
  return [
    { at: Math.round(points * 0.4), goal: 'resume' },
    { at: Math.round(points * 0.6), goal: 'deploy' },
    { at: Math.round(points * 0.8), goal: 'resume' },
  ];
}

test('a first deploy killed anywhere leaves one fleet and one key pair once it is taken up', async () => {
  const kills = await firstKills();
  const tried = kills.length;
  const recovered: Recovery[] = [];

  await inParallel(kills, AT_ONCE, async (kill) => {
    const dir = await inWorld(async (rig) => {
      recovered.push(...present(await killAndRecover(rig, kill)));
    });
    await nothingRuns(dir);
  });

  assert.ok(recovered.length >= Math.floor(tried * 0.9), `${recovered.length} of ${tried}`);
  print('first', tried, recovered);
});

test('a later deploy killed anywhere leaves one fleet and the same key pair once it is taken up', async () => {
  await using rigs = new AsyncDisposableStack();
  const idle: { readonly rig: Rig; readonly pair: StoredPair }[] = [];
  let counted: Points = { points: 0, alike: 0 };
  for (let n = 0; n < AT_ONCE; n += 1) {
    const rig = rigs.use(await openRig());
    await undisturbed(rig);
    // The first deploy makes more: keys and machines.
    counted = await undisturbed(rig);
    idle.push({ rig, pair: await pairIn(rig) });
  }
  process.stdout.write(`a later deploy has ${told(counted)}\n`);
  const kills = EVERY === undefined ? chosenKills(counted.points) : killsOf(counted.points, EVERY);
  const tried = kills.length;
  const recovered: Recovery[] = [];

  await inParallel(kills, AT_ONCE, async (kill) => {
    const world = idle.shift();
    if (world === undefined) throw new Error('there are as many worlds as kills at once');
    recovered.push(...present(await killAndRecover(world.rig, kill)));
    assert.equal(await pairIn(world.rig), world.pair, 'the key pair is another');
    idle.push(world);
  });

  assert.ok(recovered.length >= Math.floor(tried * 0.9), `${recovered.length} of ${tried}`);
  print('later', tried, recovered);
});

function told({ points, alike }: Points): string {
  return `${points + alike} points, ${alike} of which are the state of the point before`;
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function print(which: string, tried: number, recovered: readonly Recovery[]): void {
  const ways = (['finished', 'undone', 'made anew'] as const).map(
    (way) => `${recovered.filter((each) => each === way).length} ${way}`,
  );
  process.stdout.write(
    `${which} deploy: ${tried} kill points tried, ${tried - recovered.length} never reached, ${recovered.length} recovered (${ways.join(', ')})\n`,
  );
}

test.run();
