/** Packs every published package as npm would get it, and has publint and attw judge the tarballs. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'paintbox-pack-'));

try {
  // tsc never deletes: what a file that is gone left in dist would be packed.
  for (const name of await readdir(join(root, 'packages'))) {
    await rm(join(root, 'packages', name, 'dist'), { recursive: true, force: true });
    await rm(join(root, 'packages', name, 'tsconfig.tsbuildinfo'), { force: true });
  }
  await must(['tsc', '-b', '--force']);
  await must(['pnpm', '--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder]);
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarballs.length === 0) throw new Error('nothing was packed');
  for (const tarball of tarballs) {
    await must(['publint', '--strict', join(folder, tarball)]);
    await must(['attw', '--profile', 'esm-only', join(folder, tarball)]);
  }
  console.log(`${tarballs.length} packages are fit to publish.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function must(command: readonly string[]): Promise<void> {
  const ran = await runCommand(command, { cwd: root });
  if (!ran.ok) throw new Error(`${command.join(' ')}\n${ran.output}`);
}
