/** Writes docs/errors.md from the tables of errors of all packages; with `--check` it only says whether the page is out of date. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examplesOf } from './error-pages/examples.ts';
import { errorPage } from './error-pages/page.ts';
import { errorTables } from './error-pages/tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'docs/errors.md');

const tables = await errorTables(root);
const page = errorPage(tables, await examplesOf(root, tables));
if (!process.argv.includes('--check')) await writeFile(file, page);
else if ((await readFile(file, 'utf8')) !== page) {
  console.error('docs/errors.md is out of date: node scripts/error-pages.ts');
  process.exitCode = 1;
}
