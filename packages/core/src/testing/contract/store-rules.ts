/** The rules for state stores, each checked on a fresh store. */
import assert from 'node:assert/strict';
import type { StateStore } from '../../store/state-store.ts';
import { isDeployError } from '../../words/error.ts';
import type { PortRule } from './broken-rules.ts';

/** Keys that could lead out of the state folder, or mean different things in different stores. */
const BAD_KEYS = ['', '/', '/etc/passwd', '../x', 'a/../../x', 'a/./b', 'a//b', 'a/', 'a\0b', 'ä', 'a b'];

/** All rules. */
export const STORE_RULES: readonly PortRule<StateStore>[] = [
  {
    name: 'what was never written is not there',
    async holds(store) {
      assert.equal(await store.read('a/b'), undefined, 'read');
      assert.deepEqual(await store.list(''), [], 'list');
      assert.deepEqual(await linesOf(store, 'a/b'), [], 'lines');
      assert.equal(await store.replace('a/b', 'x', 'tag'), false, 'replace');
      await store.remove('a/b');
    },
  },
  {
    name: 'a key is created by exactly one of many at once',
    async holds(store) {
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => store.create('k', String(n))));

      assert.equal(won.filter(Boolean).length, 1, 'how many were told that they created it');
      assert.equal((await store.read('k'))?.value, String(won.indexOf(true)), 'the value that stayed');
      assert.equal(await store.create('k', 'later'), false, 'create of what exists');
    },
  },
  {
    name: 'a value is replaced only as the version that was read',
    async holds(store) {
      await store.create('k', 'one');
      const first = await store.read('k');

      assert.equal(
        await store.replace('k', 'two', first?.tag ?? ''),
        true,
        'replace with the tag that was read',
      );
      assert.equal(await store.replace('k', 'three', first?.tag ?? ''), false, 'replace with an old tag');
      assert.equal((await store.read('k'))?.value, 'two', 'the value that stayed');
    },
  },
  {
    name: 'what is removed is gone',
    async holds(store) {
      await store.create('value', 'old');
      await store.append('log', ['old'], { durable: true });

      await store.remove('value');
      await store.remove('log');

      assert.equal(await store.read('value'), undefined, 'read');
      assert.deepEqual(await linesOf(store, 'log'), [], 'lines');
      assert.equal(await store.create('value', 'new'), true, 'create of what was removed');
      await store.append('log', ['new'], { durable: true });
      assert.deepEqual(await linesOf(store, 'log'), ['new'], 'lines of a log that was removed');
    },
  },
  {
    name: 'keys are listed by prefix, sorted, values and logs alike',
    async holds(store) {
      await store.create('b/2', 'x');
      await store.append('b/10', ['x'], { durable: false });
      await store.create('a', 'x');
      await store.create('bc', 'x');

      assert.deepEqual(await store.list('b/'), ['b/10', 'b/2'], "list 'b/'");
      assert.deepEqual(await store.list('b/1'), ['b/10'], "list 'b/1'");
      assert.deepEqual(await store.list('b'), ['b/10', 'b/2', 'bc'], "list 'b'");
      assert.deepEqual(await store.list('none/'), [], "list 'none/'");
      await store.remove('b/2');
      await store.remove('b/10');
      assert.deepEqual(await store.list(''), ['a', 'bc'], 'list after remove');
    },
  },
  {
    name: 'a log gives back its lines in order, whatever characters they hold',
    async holds(store) {
      const lines = ['one', '', 'separators \u2028 \u2029 \r stay', 'ünïcödé 🎨'.repeat(20_000)];

      for (const line of lines) await store.append('log', [line], { durable: line.length < 20 });
      await store.append('log', ['two at', 'once'], { durable: true });

      assert.deepEqual(await linesOf(store, 'log'), [...lines, 'two at', 'once'], 'lines');
    },
  },
  {
    name: 'a value is given back whole, whatever characters it holds',
    async holds(store) {
      const value = '{"a": "\u2028 ünïcödé 🎨\n\r"}'.repeat(2_000);

      await store.create('k', value);

      assert.equal((await store.read('k'))?.value, value, 'read');
    },
  },
  {
    name: 'more keys than one page of any service holds are all listed',
    async holds(store) {
      const keys = Array.from({ length: 1_100 }, (_, n) => `many/${String(n).padStart(4, '0')}`);

      for (let at = 0; at < keys.length; at += 100) {
        await Promise.all(keys.slice(at, at + 100).map((key) => store.create(key, 'x')));
      }

      assert.deepEqual(await store.list('many/'), keys, 'list');
    },
  },
  {
    name: 'a key that could leave the state is refused with STATE_BAD_KEY',
    async holds(store) {
      for (const key of BAD_KEYS) {
        const shown = JSON.stringify(key);
        assert.equal(await codeOf(store.create(key, 'x')), 'STATE_BAD_KEY', `create ${shown}`);
        assert.equal(
          await codeOf(store.append(key, ['x'], { durable: false })),
          'STATE_BAD_KEY',
          `append ${shown}`,
        );
        assert.equal(await codeOf(linesOf(store, key)), 'STATE_BAD_KEY', `lines ${shown}`);
      }
    },
  },
];

async function linesOf(store: StateStore, key: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.lines(key)) lines.push(line);
  return lines;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return isDeployError(error) ? error.code : String(error);
  }
}
