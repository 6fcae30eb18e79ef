import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AREAS } from '../proof/areas.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const named = AREAS.flatMap(({ files }) => files.map(([file]) => file));

test('every file that an area names is there, and no file is named twice', () => {
  assert.equal(
    named.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
  assert.is(new Set(named).size, named.length);
});

test('every file that tries more for a proof belongs to an area', async () => {
  const files = await Array.fromAsync(
    glob('{packages/*/test,test}/**/*.{test,proof}.ts', { cwd: ROOT, exclude: ['test/scripts/**'] }),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')));
  const proofs = files.filter(
    (file, at) => file.endsWith('.proof.ts') || texts[at]?.includes("process.env['PAINTBOX_PROOF']"),
  );

  assert.ok(proofs.length > 10);
  assert.equal(
    proofs.filter((file) => !named.includes(file)),
    [],
  );
});

test('without an area the command lists them all, and an unknown one is refused', async () => {
  const run = promisify(execFile);
  const script = join(ROOT, 'scripts/proof.ts');

  const listed = await run(process.execPath, [script]);
  const refused = await run(process.execPath, [script, 'nonsense']).catch((error: unknown) => error);

  for (const { name, proves } of AREAS) assert.match(listed.stdout, new RegExp(`^${name} .*${proves}`, 'm'));
  assert.is((refused as { code: number }).code, 2);
});

test.run();
