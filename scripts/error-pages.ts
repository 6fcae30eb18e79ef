/** Writes docs/errors.md from the tables of errors of all packages; with `--check` it only says whether the page is out of date. */
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { knownErrors } from '@paintbox/deploy-core/run';
import { messagesOf } from './error-pages/messages.ts';
import { errorPage } from './error-pages/page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'docs/errors.md');

// A table is known as soon as its file is imported.
const tables = await Array.fromAsync(glob('packages/*/src/*-errors.ts', { cwd: root }));
for (const table of tables.toSorted()) await import(pathToFileURL(join(root, table)).href);

const page = errorPage(knownErrors(), await messagesOf(root));
if (!process.argv.includes('--check')) await writeFile(file, page);
else if ((await readFile(file, 'utf8')) !== page) {
  console.error('docs/errors.md is out of date: node scripts/error-pages.ts');
  process.exitCode = 1;
}
