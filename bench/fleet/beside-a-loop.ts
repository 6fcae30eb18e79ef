/** One fleet beside `xargs -P` with a single deploy for each app, at the same concurrency, in turn, on one emulated platform. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openManyApps } from '../../test/proof/fleets/many-apps.ts';
import type { ManyApps } from '../../test/proof/fleets/many-apps.ts';
import { printTable } from '../print-table.ts';
import { costOf } from './process-cost.ts';
import type { ProcessCost } from './process-cost.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'packages/cli/bin.cjs');
const CONFIG = 'test/proof/fleets/fixtures/one-wave.config.ts';

/** How much is measured. */
export interface LoopBench {
  readonly members: number;
  readonly atOnce: number;
  readonly turns: number;
}

interface Side extends ProcessCost {
  readonly calls: number;
}

/** Measures in turns, each side first as often as the other, and prints. */
export async function printBesideALoop({ members, atOnce, turns }: LoopBench): Promise<void> {
  await using apps = await openManyApps(members);
  const env = { ...apps.env, FLEET_AT_ONCE: String(atOnce) };
  await costOf(fleet(await pushed(apps, 'first')), root, env);
  await apps.scaleToOne();
  const rows: string[][] = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    const sides: Record<string, Side> = {};
    const contenders = { fleet, loop: loop(apps, atOnce) };
    const names = turn % 2 === 1 ? (['loop', 'fleet'] as const) : (['fleet', 'loop'] as const);
    for (const name of names) {
      const image = await pushed(apps, `${name}-${turn}`);
      await apps.calls();
      const cost = await costOf(contenders[name](image), root, env);
      const calls = (await apps.calls()).filter(({ app }) => app !== undefined && apps.names.includes(app));
      sides[name] = { ...cost, calls: calls.length };
      await everybodyRuns(apps, image);
    }
    rows.push(rowOf(turn, sides['fleet'], sides['loop'], { members, atOnce }));
  }
  printTable(
    [
      `${members} apps, ${atOnce} at once`,
      'fleet s',
      'loop s',
      'apps/s, fleet ÷ loop',
      'cpu s',
      'loop',
      'MB each in flight',
      'loop',
      'calls each',
      'loop',
    ],
    rows,
  );
}

function rowOf(
  turn: number,
  ours: Side | undefined,
  theirs: Side | undefined,
  { members, atOnce }: { readonly members: number; readonly atOnce: number },
): string[] {
  if (ours === undefined || theirs === undefined) throw new Error('a side was not measured');
  const pair = (read: (side: Side) => number, digits: number): readonly string[] =>
    [ours, theirs].map((side) => read(side).toFixed(digits));
  return [
    `turn ${turn}`,
    ...pair(({ seconds }) => seconds, 1),
    (theirs.seconds / ours.seconds).toFixed(2),
    ...pair(({ cpuSeconds }) => cpuSeconds, 1),
    ...pair(({ memoryMb }) => memoryMb / atOnce, 0),
    ...pair(({ calls }) => calls / members, 1),
  ];
}

function fleet(image: string): string {
  return `${process.execPath} ${cli} fleet deploy --no-ask --image ${image} --config ${CONFIG} --env local`;
}

/** One process for each app. */
function loop(apps: ManyApps, atOnce: number): (image: string) => string {
  return (image) => {
    const lines = apps.names.map((app) => `${app} ${apps.urls[app]}`).join('\\n');
    const one = `FLY_APP=$0 PAINTBOX_APP_URL=$1 exec ${process.execPath} ${cli} deploy --image ${image} --config ${CONFIG} --env local`;
    return `printf '${lines}\\n' | xargs -P ${atOnce} -L 1 sh -c '${one}'`;
  };
}

async function everybodyRuns(apps: ManyApps, image: string): Promise<void> {
  for (const [app, machines] of await apps.machines()) {
    const serving = machines.filter(({ state, cordoned }) => state === 'started' && !cordoned);
    if (serving.length !== 1 || !serving.every(({ digest }) => image.endsWith(digest)))
      throw new Error(`${app} does not run ${image}`);
  }
}

/** Builds the example app into an image of its own. */
async function pushed({ env }: ManyApps, label: string): Promise<string> {
  const app = env['FLY_APP'] ?? '';
  const words = ['--app', app, '-c', 'fly.fleet.toml', '--build-only', '--push', '--image-label', label];
  const { stderr } = await promisify(execFile)(
    env['FLYCTL_PATH'] ?? '',
    ['deploy', '.', ...words, '--build-arg', `BUILD=${label}`],
    { env, cwd: root, timeout: 120_000 },
  );
  const digest = /@(sha256:[0-9a-f]{64})/.exec(stderr)?.[1];
  if (digest === undefined) throw new Error(`no digest in: ${stderr}`);
  return `registry.fly.io/${app}@${digest}`;
}
