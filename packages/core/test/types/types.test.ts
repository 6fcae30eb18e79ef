import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Diagnostic {
  readonly line: number;
  /** The message with its indented explanations. */
  readonly text: string;
}

const HERE = import.meta.dirname;
const TSC = resolve(HERE, '../../../../node_modules/.bin/tsc');

/** One run of the compiler over the whole corpus; diagnostics by file. */
const diagnostics: Promise<ReadonlyMap<string, readonly Diagnostic[]>> = new Promise((settle, reject) => {
  const args = ['-p', join(HERE, 'tsconfig.json'), '--pretty', 'false'];
  execFile(TSC, args, { cwd: HERE, timeout: 60_000, maxBuffer: 1 << 26 }, (error, stdout) => {
    // The fail programs make it exit with 1 or 2; anything else is not an answer.
    if (error !== null && error.code !== 1 && error.code !== 2) reject(error);
    else settle(parsed(stdout));
  });
});

function parsed(output: string): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  let last: { line: number; text: string } | undefined;
  for (const line of output.split('\n')) {
    const head = /^(.+)\((\d+),\d+\): error (.*)$/.exec(line);
    if (head !== null) {
      const [, file = '', number = '', text = ''] = head;
      last = { line: Number(number), text };
      byFile.set(file, [...(byFile.get(file) ?? []), last]);
    } else if (last !== undefined) {
      last.text += `\n${line.trim()}`;
    }
  }
  return byFile;
}

const failing = (await readdir(join(HERE, 'fail'))).sort();
const passing = (await readdir(join(HERE, 'pass'))).sort();

for (const file of failing) {
  test(`${file} does not compile, and says why where it is wrong`, async () => {
    const source = (await readFile(join(HERE, 'fail', file), 'utf8')).split('\n');
    const sentence = source[0]?.replace(/^\/\/ expect: /, '') ?? '';
    const guilty = source.findIndex((line) => line.includes('// <- guilty')) + 1;
    assert.ok(sentence.length > 10 && guilty > 1, 'the program says what to expect, and where');

    const found = (await diagnostics).get(`fail/${file}`) ?? [];

    assert.ok(found.length > 0, 'it compiles');
    const there = found.filter(({ line }) => line === guilty).map(({ text }) => text);
    assert.ok(
      there.some((text) => text.includes(sentence)),
      `line ${guilty} should say: ${sentence}\nfound: ${JSON.stringify(found)}`,
    );
  });
}

for (const file of [...passing.map((name) => `pass/${name}`), 'words.ts']) {
  test(`${file} compiles`, async () => {
    assert.equal((await diagnostics).get(file) ?? [], []);
  });
}

test('the corpus is whole', () => {
  assert.ok(failing.length >= 20 && passing.length >= 12, `${failing.length} and ${passing.length}`);
});

test.run();
