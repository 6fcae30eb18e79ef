import { chmod, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '../../src/index.ts';
import { fileStore } from '../../src/run.ts';
import type { StateStore } from '../../src/index.ts';
import { readingOnly } from '../../src/store/reading-only.ts';
import { memoryStore, rejects, testStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { runChild } from '../run-child.ts';
import { inTempFolder } from '../temp-folder.ts';
import { BROKEN_STORES } from './broken-stores.ts';

async function linesOf(store: StateStore, key: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.lines(key)) lines.push(line);
  return lines;
}

test('a folder keeps the contract of stores', () =>
  testStore((work) => inTempFolder((folder) => work(fileStore(join(folder, 'deep', 'state'))))));

test('memory keeps the contract of stores', () => testStore((work) => work(memoryStore())));

test('a store that breaks the contract is told each rule with what was seen', async () => {
  const error = await rejects(
    testStore((work) => {
      const store = memoryStore();
      return work({ ...store, create: async () => true, list: async () => [] });
    }),
  );

  assert.ok(isDeployError(error) && error.code === 'STORE_CONTRACT');
  assert.match(String(error), 'a key is created by exactly one of many at once: how many were told');
  assert.match(String(error), 'keys are listed by prefix');
});

for (const [what, { store, said }] of Object.entries(BROKEN_STORES)) {
  test(`a store that ${what} does not keep the contract, and is told why`, async () => {
    const error = await rejects(
      testStore((work) => {
        const whole = memoryStore();
        return work({ ...whole, ...store(whole) });
      }),
    );

    assert.ok(isDeployError(error) && error.code === 'STORE_CONTRACT', String(error));
    assert.match(error.problems.map(({ message }) => message).join('\n'), said);
  });
}

for (const [name, make] of Object.entries({ 'a folder': fileStore, memory: memoryStore })) {
  test(`${name}: seen reading only, it refuses every change`, () =>
    inTempFolder(async (folder) => {
      const store = make(folder);
      await store.create('k', 'one');
      const view = readingOnly(store);

      assert.is((await view.read('k'))?.value, 'one');
      assert.is(await codeOf(view.create('n', 'x')), 'STATE_READ_ONLY');
      assert.is(await codeOf(view.append('log', ['x'], { durable: false })), 'STATE_READ_ONLY');
      assert.is(await codeOf(view.remove('k')), 'STATE_READ_ONLY');
      assert.equal(await store.list(''), ['k']);
    }));
}

test('of 20 processes exactly one creates a key', () =>
  inTempFolder(async (folder) => {
    const script = join(import.meta.dirname, 'fixtures/race.ts');
    const start = join(folder, 'start');

    const racers = Array.from({ length: 20 }, () => runChild(script, [join(folder, 'state'), 'k', start]));
    setTimeout(() => void writeFile(start, ''), 1_000);
    const ends = await Promise.all(racers);

    assert.equal(ends.map(({ stdout }) => stdout.trim()).sort(), [...Array(19).fill('false'), 'true']);
    assert.equal(await readdir(join(folder, 'state')), ['k']);
  }));

test('a line that a kill left unfinished is left out, and the next append takes its place', () =>
  inTempFolder(async (folder) => {
    const store = fileStore(folder);
    await store.append('log', ['first', 'second'], { durable: true });
    await truncate(join(folder, 'log'), 'first\nsec'.length);

    assert.equal(await linesOf(store, 'log'), ['first']);
    await store.append('log', ['third'], { durable: true });

    assert.is(await readFile(join(folder, 'log'), 'utf8'), 'first\nthird\n');
  }));

test('a file where a folder must be is said with the folder and what to do', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'runs'), 'in the way');
    const store = fileStore(folder);

    assert.is(await codeOf(store.create('runs/a', 'x')), 'STATE_UNUSABLE');
    assert.is(await codeOf(store.append('runs/a', ['x'], { durable: true })), 'STATE_UNUSABLE');
    assert.is(await codeOf(store.read('runs/a')), 'STATE_UNUSABLE');
    assert.is(await codeOf(linesOf(store, 'runs/a')), 'STATE_UNUSABLE');
  }));

test('a folder where a file must be is said, too', () =>
  inTempFolder(async (folder) => {
    await mkdir(join(folder, 'log'));
    const store = fileStore(folder);

    assert.is(await codeOf(store.append('log', ['x'], { durable: true })), 'STATE_UNUSABLE');
    assert.is(await codeOf(linesOf(store, 'log')), 'STATE_UNUSABLE');
  }));

if (process.platform === 'linux') {
  test('a full disk is said', () =>
    inTempFolder(async (folder) => {
      await symlink('/dev/full', join(folder, 'log'));

      assert.is(await codeOf(fileStore(folder).append('log', ['x'], { durable: false })), 'STATE_UNUSABLE');
    }));
}

if (process.platform !== 'win32') {
  test('a folder that may not be written is said', () =>
    inTempFolder(async (folder) => {
      await chmod(folder, 0o555);
      const script = join(import.meta.dirname, 'fixtures/write-once.ts');

      const end = await runChild(script, [folder]);

      assert.is(end.stdout.trim(), 'STATE_UNUSABLE', end.stderr);
    }));
}

test.run();
