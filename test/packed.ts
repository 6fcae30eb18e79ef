/** The core as npm would get it, for tests that install it as other people do. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { runCommand } from '../scripts/run-command.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds and packs the core into a folder; returns the tarball. */
export async function packedCore(folder: string): Promise<string> {
  await must([...pnpm(), '--filter', '@paintbox/deploy-core', 'pack', '--pack-destination', folder], ROOT);
  return onlyTarball(folder);
}

/** The tarball in a folder that has one. */
export async function onlyTarball(folder: string): Promise<string> {
  const [tarball, ...others] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  assert.ok(tarball !== undefined && others.length === 0, 'one package was packed');
  return join(folder, tarball);
}

/** What a command said; throws when it failed. */
export async function must(command: readonly string[], cwd: string): Promise<string> {
  const ran = await runCommand(command, { cwd });
  assert.ok(ran.ok, `${command.join(' ')}\n${ran.output}`);
  return ran.output;
}

/** The program the tests run under: `pnpm test` says where it is, and it is on the path then too. */
function pnpm(): readonly string[] {
  const started = process.env['npm_execpath'] ?? '';
  if (!basename(started).startsWith('pnpm')) return ['pnpm'];
  return /\.[cm]?js$/.test(started) ? [process.execPath, started] : [started];
}
