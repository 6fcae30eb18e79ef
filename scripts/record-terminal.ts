/**
 * Records the moving pictures of the README: real runs in a local world of their own, on a terminal of 80 columns. With names of pictures as words, only those.
 * It needs `script` of util-linux. Look at the pictures before you commit them.
 *
 *     node scripts/record-terminal.ts
 *     node scripts/record-terminal.ts switched-back
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterTyping, paced } from './record-terminal/pace.ts';
import type { Pace } from './record-terminal/pace.ts';
import { play } from './record-terminal/play.ts';
import { scenes } from './record-terminal/scenes.ts';
import type { Scene } from './record-terminal/scenes.ts';
import { screensOf, textOf } from './record-terminal/screens.ts';
import { svgOf } from './record-terminal/svg.ts';

const SIZE = { columns: 80, rows: 32 };
const PACE: Pace = { playMs: 12_000, waitMs: 500, stepMs: 125, holdMs: 7_000 };

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs/pictures');
const named = process.argv.slice(2);
const unknown = named.filter((name) => scenes.every((scene) => scene.name !== name));
if (unknown.length > 0) {
  console.error(`no picture ${unknown.join(', ')}; there are ${scenes.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const state = await mkdtemp(join(tmpdir(), 'record-terminal-'));
const env = { ...process.env, PAINTBOX_STATE_DIR: state, NO_COLOR: undefined, CI: undefined };
const local = (words: readonly string[]): readonly string[] => [
  process.execPath,
  join(root, 'scripts/local.ts'),
  ...words,
];

try {
  console.log('a first release, so that there is one to go back to …');
  const first = await play(local(['deploy']), SIZE, env);
  if (first.exitCode !== 0) throw new Error(`it failed:\n${first.chunks.map(({ text }) => text).join('')}`);
  await mkdir(pictures, { recursive: true });
  // One after the other: all runs work on the same app.
  for (const scene of scenes.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.log(`${scene.typed} …`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const svg = await record(scene);
    const file = join(pictures, `${scene.name}.svg`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await writeFile(file, svg);
    console.log(`  ${file}, ${Math.ceil(Buffer.byteLength(svg) / 1_000)} kB`);
  }
} finally {
  await play(local(['stop']), SIZE, env);
  await rm(state, { recursive: true, force: true });
}

async function record(scene: Scene): Promise<string> {
  const { chunks, exitCode } = await play(local(scene.words), SIZE, env);
  const film = paced(await screensOf(afterTyping(scene.typed, chunks), SIZE), PACE);
  const last = (film.screens.at(-1)?.rows ?? []).map(textOf);
  const missing = scene.ends.filter((end) => !last.some((row) => end.test(row)));
  if (exitCode !== scene.exitCode || missing.length > 0) {
    throw new Error(
      `exit code ${exitCode} in place of ${scene.exitCode}, and ${missing.length} rows are missing:\n${last.join('\n')}`,
    );
  }
  return svgOf(film, SIZE, scene);
}
