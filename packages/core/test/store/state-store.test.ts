import { chmod, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fileStore } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { readingOnly } from '../../src/store/reading-only.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { runChild } from '../run-child.ts';
import { inTempFolder } from '../temp-folder.ts';

async function linesOf(store: StateStore, key: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.lines(key)) lines.push(line);
  return lines;
}

const STORES = {
  'a folder': (work: (store: StateStore) => Promise<void>) =>
    inTempFolder((folder) => work(fileStore(join(folder, 'deep', 'state')))),
  memory: (work: (store: StateStore) => Promise<void>) => work(memoryStore()),
};

for (const [name, withStore] of Object.entries(STORES)) {
  test(`${name}: what was never written is not there`, () =>
    withStore(async (store) => {
      assert.is(await store.read('a/b'), undefined);
      assert.equal(await store.list(''), []);
      assert.equal(await linesOf(store, 'a/b'), []);
      assert.is(await store.replace('a/b', 'x', 'tag'), false);
      await store.remove('a/b');
    }));

  test(`${name}: a key is created once, and by one of many at once`, () =>
    withStore(async (store) => {
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => store.create('k', String(n))));

      assert.is(won.filter(Boolean).length, 1);
      assert.is((await store.read('k'))?.value, String(won.indexOf(true)));
    }));

  test(`${name}: a value is replaced only as the version that was read`, () =>
    withStore(async (store) => {
      await store.create('k', 'one');
      const first = await store.read('k');

      assert.ok(await store.replace('k', 'two', first?.tag ?? ''));
      assert.not.ok(await store.replace('k', 'three', first?.tag ?? ''));
      assert.is((await store.read('k'))?.value, 'two');
    }));

  test(`${name}: keys are listed by prefix, sorted, values and logs alike`, () =>
    withStore(async (store) => {
      await store.create('b/2', 'x');
      await store.append('b/10', ['x'], { durable: false });
      await store.create('a', 'x');
      await store.create('bc', 'x');

      assert.equal(await store.list('b/'), ['b/10', 'b/2']);
      assert.equal(await store.list('b/1'), ['b/10']);
      assert.equal(await store.list('b'), ['b/10', 'b/2', 'bc']);
      assert.equal(await store.list('none/'), []);
      await store.remove('b/2');
      assert.equal(await store.list(''), ['a', 'b/10', 'bc']);
    }));

  test(`${name}: a log gives back its lines, whatever characters they hold`, () =>
    withStore(async (store) => {
      const lines = ['one', '', 'separators \u2028 \u2029 \r stay', 'ünïcödé 🎨'.repeat(20_000)];

      for (const line of lines) await store.append('log', [line], { durable: line.length < 20 });

      assert.equal(await linesOf(store, 'log'), lines);
    }));

  test(`${name}: a key that could leave the state is refused`, () =>
    withStore(async (store) => {
      for (const key of [
        '',
        '/',
        '/etc/passwd',
        '../x',
        'a/../../x',
        'a/./b',
        'a//b',
        'a/',
        'a\0b',
        'ä',
        'a b',
      ]) {
        assert.is(await codeOf(store.create(key, 'x')), 'STATE_BAD_KEY', key);
        assert.is(await codeOf(store.append(key, ['x'], { durable: false })), 'STATE_BAD_KEY', key);
        assert.is(await codeOf(linesOf(store, key)), 'STATE_BAD_KEY', key);
      }
    }));

  test(`${name}: seen reading only, it refuses every change`, () =>
    withStore(async (store) => {
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

// Root may write everywhere.
if (process.getuid?.() !== 0) {
  test('a folder that may not be written is said', () =>
    inTempFolder(async (folder) => {
      await chmod(folder, 0o500);

      assert.is(await codeOf(fileStore(folder).create('k', 'x')), 'STATE_UNUSABLE');
    }));
}

test.run();
