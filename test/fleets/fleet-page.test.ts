/** The config of docs/fleets.md as a reader copies it: its waves make a plan for a hundred members, and those for a dozen one for a dozen. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { planFleet } from '@paintbox/deploy-core/fleet';
import type { Fleet, Member } from '@paintbox/deploy-core/fleet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PAGE = await readFile(join(ROOT, 'docs/fleets.md'), 'utf8');

/** The sample of the page that has the words. */
function sampleWith(words: string): string {
  const samples = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return samples.find((sample) => sample.includes(words)) ?? '';
}

/** The fleet of a config, run as a file of this repository. */
async function fleetOf(config: string): Promise<Fleet> {
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'dist', 'fleet-page-'));
  try {
    await writeFile(join(folder, 'page.ts'), config);
    const { default: made } = (await import(pathToFileURL(join(folder, 'page.ts')).href)) as {
      readonly default: { readonly fleets: readonly [Fleet] };
    };
    return made.fleets[0];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function members(count: number, ours: number): readonly Member[] {
  return Array.from({ length: count }, (_, index) => ({
    app: `shop-${index}`,
    labels: { region: ['fra', 'iad'][index % 2] ?? '', tier: index < ours ? 'internal' : 'paid' },
    url: `https://shop-${index}.example`,
  }));
}

/** How many members each wave has. */
async function planned(config: string, count: number, ours: number): Promise<readonly string[]> {
  const fleet = await fleetOf(config);
  const { waves } = await planFleet(
    { ...fleet, members: members(count, ours) },
    { environment: 'production', env: {}, now: Date.parse('2026-11-28'), image: 'sha256:1' },
  );
  return waves.map((wave) => `${wave.name} ${wave.members.length}`);
}

const config = sampleWith('defineConfig');

test('the waves of the page make a plan for a hundred members', async () => {
  assert.equal(await planned(config, 100, 5), ['ours 5', 'early 50', 'rest 45']);
});

test('with the waves for a dozen they make a plan for a dozen', async () => {
  const dozen = /waves = (\[[\s\S]*\]) as const/.exec(sampleWith('as const'))?.[1] ?? '';

  const own = config.replace(/waves: \[[\s\S]*?\n {6}\],/, `waves: ${dozen},`);

  assert.is.not(own, config);
  assert.equal(await planned(own, 12, 2), ['ours 2', 'early 3', 'rest 7']);
});

test.run();
