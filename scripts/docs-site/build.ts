/** The site of the documents, as `docs:build` makes it, in a folder of choice. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../run-command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** In this order: the pages that are written by scripts come first. */
const COMMANDS = [
  'scripts/command-pages.ts',
  'scripts/code-pages.ts',
  'scripts/changelog-page.ts',
  'docs/api-pages.ts',
];

/** Builds it; when a step fails the folder is removed, and what the step said is thrown. */
export async function buildSite(folder: string): Promise<void> {
  const vitepress = join(ROOT, 'docs/node_modules/vitepress/bin/vitepress.js');
  for (const command of [
    ...COMMANDS.map((script) => ['node', script]),
    ['node', vitepress, 'build', 'docs', '--outDir', folder],
  ]) {
    const ran = await runCommand(command, { cwd: ROOT });
    if (ran.ok) continue;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`\`${command.join(' ')}\` failed:\n${ran.output}`);
  }
}
