/** The Dockerfiles have nothing that Docker's linter warns of. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('the linter finds nothing in any Dockerfile, and would', async () => {
  const files = await Array.fromAsync(glob('Dockerfile.*', { cwd: ROOT }));
  const found = await Promise.all(
    files.map(async (file) =>
      validate(await readFile(join(ROOT, file), 'utf8')).map(
        ({ message, range }) => `${file}:${range.start.line + 1} ${JSON.stringify(message)}`,
      ),
    ),
  );

  assert.equal(files.sort(), ['Dockerfile.cli', 'Dockerfile.production']);
  assert.equal(found.flat(), []);
  assert.is(validate('FROM node\nWORKDIR app\nFROOM node\n').length, 2);
});

test.run();
