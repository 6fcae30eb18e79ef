/**
 * Builds the package it is called in, before that is packed: `pnpm pack` in a fresh clone, or after files came and went, gives a tarball with all that was written and nothing else.
 * It fails where a source has no build.
 */
import { glob, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const BUILT = /\.(?:js|js\.map|d\.ts)$/;

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const own = process.cwd();

try {
  for await (const notes of glob('*/tsconfig.tsbuildinfo', { cwd: packages })) {
    const folder = join(packages, notes, '..');
    // tsc takes a package for built when its notes say so, even when somebody has deleted what was built.
    if ((await unbuilt(folder)).length > 0) await rm(join(packages, notes));
  }
  const ran = await runCommand(['tsc', '-b', '.'], { cwd: own });
  if (!ran.ok) throw new Error(ran.output);
  const missing = await unbuilt(own);
  if (missing.length > 0) throw new Error(`${own} has no build of ${missing.join(', ')}`);
  // It deletes nothing: what a source that is gone left behind would be packed.
  const names = await sources(own);
  for (const file of await builds(own)) {
    if (!names.has(file.replace(BUILT, ''))) await rm(join(own, 'dist', file));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The sources of a package without code or types in its `dist`. */
async function unbuilt(folder: string): Promise<readonly string[]> {
  const there = new Set(await builds(folder));
  return [...(await sources(folder))].filter(
    (name) => !there.has(`${name}.js`) || !there.has(`${name}.d.ts`),
  );
}

async function sources(folder: string): Promise<ReadonlySet<string>> {
  const files = await Array.fromAsync(glob('**/*.ts', { cwd: join(folder, 'src') }));
  return new Set(files.map((file) => file.replace(/\.ts$/, '')));
}

function builds(folder: string): Promise<readonly string[]> {
  return Array.fromAsync(glob('**/*.*', { cwd: join(folder, 'dist') }));
}
