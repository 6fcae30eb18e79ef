import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runChild } from '../run-child.ts';
import { inTempFolder } from '../temp-folder.ts';

const SCRIPT = resolve(import.meta.dirname, '../../../../scripts/api-snapshot.ts');
const API = resolve(import.meta.dirname, '../../api');

test('the public API is the one that was reviewed', async () => {
  const end = await runChild(SCRIPT);

  assert.is(end.code, 0, end.stderr);
});

test('a change of the API is shown line by line, with the command that accepts it', async () => {
  await inTempFolder(async (folder) => {
    await cp(API, folder, { recursive: true });
    const path = join(folder, 'core.snapshot.d.ts');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('readonly describe: string;', 'readonly describe: number;'));

    const end = await runChild(SCRIPT, [folder]);

    assert.is(end.code, 1);
    assert.match(end.stderr, /^- {3}readonly describe: number;$/m);
    assert.match(end.stderr, /^\+ {3}readonly describe: string;$/m);
    assert.match(end.stderr, 'node scripts/api-snapshot.ts --accept');
  });
});

test.run();
