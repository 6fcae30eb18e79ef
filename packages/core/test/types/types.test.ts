import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCorpus } from './compile-corpus.ts';

const HERE = import.meta.dirname;
const failing = (await readdir(join(HERE, 'fail'))).sort();
const passing = (await readdir(join(HERE, 'pass'))).sort();
const answers = await compileCorpus();

for (const [compiler, diagnostics] of answers) {
  for (const file of failing) {
    test(`${file} does not compile, and says why where it is wrong (${compiler})`, async () => {
      const { sentence, guilty } = expected((await readFile(join(HERE, 'fail', file), 'utf8')).split('\n'));
      assert.ok(sentence.length > 10 && guilty > 1, 'the program says what to expect, and where');

      const found = diagnostics.get(`fail/${file}`) ?? [];

      assert.ok(found.length > 0, 'it compiles');
      const there = found.filter(({ line }) => line === guilty).map(({ text }) => text);
      assert.ok(
        there.some((text) => text.includes(sentence)),
        `line ${guilty} should say: ${sentence}\nfound: ${JSON.stringify(found)}`,
      );
    });
  }

  for (const file of passing) {
    test(`${file} compiles (${compiler})`, () => {
      assert.equal(diagnostics.get(`pass/${file}`) ?? [], []);
    });
  }

  test(`nothing else is wrong (${compiler})`, () => {
    const elsewhere = [...diagnostics].filter(([file]) => !/^(?:fail|pass)\//.test(file));

    assert.equal(elsewhere, []);
  });
}

test('the corpus is whole', () => {
  assert.ok(failing.length >= 40 && passing.length >= 40, `${failing.length} and ${passing.length}`);
  assert.is(answers.size, 3);
});

/** The first line of a program says what to expect; a comment at the end of the guilty line, or on the line above it, says where. */
function expected(source: readonly string[]): { readonly sentence: string; readonly guilty: number } {
  const above = source.findIndex((line) => line.trim() === '// guilty below');
  const beside = source.findIndex((line) => line.includes('// <- guilty'));
  return {
    sentence: source[0]?.replace(/^\/\/ expect: /, '') ?? '',
    guilty: above === -1 ? beside + 1 : above + 2,
  };
}

test.run();
