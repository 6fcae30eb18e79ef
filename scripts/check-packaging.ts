/**
 * Packs every published package as a fresh clone would, with nothing built before, and looks at the tarballs: all of the sources in them are built, they have a README and a licence,
 * and publint and attw find nothing.
 */
import { glob, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'paintbox-pack-'));

try {
  // What a fresh clone has not got: `prepack` makes it.
  for (const name of await readdir(join(root, 'packages'))) {
    await rm(join(root, 'packages', name, 'dist'), { recursive: true, force: true });
    await rm(join(root, 'packages', name, 'tsconfig.tsbuildinfo'), { force: true });
  }
  // One after the other: each builds what it needs.
  const filters = ['--filter', './packages/*', '--filter', '!@paintbox/deploy-local-world'];
  const pack = ['pnpm', '--recursive', '--workspace-concurrency', '1', ...filters, 'pack'];
  await must([...pack, '--pack-destination', folder]);
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarballs.length === 0) throw new Error('nothing was packed');
  for (const tarball of tarballs) {
    await lookInto(join(folder, tarball));
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

/** Every source is in it as code and as types, and people find a README and the licence. */
async function lookInto(tarball: string): Promise<void> {
  const packed = new Set((await must(['tar', '--list', '--gzip', '--file', tarball])).split('\n'));
  const name = /paintbox-deploy-(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(tarball)?.[1] ?? '';
  const sources = await Array.fromAsync(glob('**/*.ts', { cwd: join(root, 'packages', name, 'src') }));
  if (sources.length === 0) throw new Error(`${tarball} belongs to no package`);
  const built = sources.flatMap((file) =>
    ['.js', '.d.ts'].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`),
  );
  const missing = ['package.json', 'README.md', 'LICENSE', ...built].filter(
    (file) => !packed.has(`package/${file}`),
  );
  if (missing.length > 0) throw new Error(`${tarball} is without ${missing.join(', ')}`);
}

/** The output of a command that must succeed. */
async function must(command: readonly string[]): Promise<string> {
  const ran = await runCommand(command, { cwd: root });
  if (!ran.ok) throw new Error(`${command.join(' ')}\n${ran.output}`);
  return ran.output;
}
