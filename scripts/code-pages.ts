/** Writes `docs/error`: a page for every error code, so that search leads to the code itself. The pages are made with the site and not kept. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codePages } from './error-pages/code-page.ts';
import { examplesOf } from './error-pages/examples.ts';
import { errorTables } from './error-pages/tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'docs/error');

const tables = await errorTables(root);
const pages = codePages(tables, await examplesOf(root, tables));
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const [name, text] of pages) await writeFile(join(out, `${name}.md`), text);
