import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureWorld, runningWorld, stopWorld } from '../src/index.ts';

test('a world that older code started is started again, and keeps its credentials', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'local-world-test-'));
  try {
    const first = await ensureWorld(dir);
    const again = await ensureWorld(dir);
    const file = join(dir, 'world.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"format": \d+,/, ''));
    const renewed = await ensureWorld(dir);

    assert.is(again.pid, first.pid);
    assert.is.not(renewed.pid, first.pid);
    assert.is(renewed.secretAccessKey, first.secretAccessKey);
    assert.is((await runningWorld(dir))?.pid, renewed.pid);
  } finally {
    await stopWorld(dir);
    await rm(dir, { recursive: true, force: true });
  }
});

test.run();
