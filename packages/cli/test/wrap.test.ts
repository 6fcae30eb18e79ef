import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clipRows, columnsOf, wrapWords } from '../src/wrap.ts';

const test = suite('wrap');

test('a line breaks between words, and goes on under its text', () => {
  assert.equal(
    wrapWords('  cause     the key set is empty: no token can be verified by anybody at all', 60),
    ['  cause     the key set is empty: no token can be verified', '            by anybody at all'],
  );
  assert.equal(wrapWords('kept    one two three four five', 16), [
    'kept    one two',
    '    three four',
    '    five',
  ]);
});

test('a word that is longer than the terminal stays in one piece', () => {
  const address = 'https://paintbox.example/errors#a-long-one';

  assert.equal(wrapWords(`see ${address} for more`, 20), ['see', address, 'for more']);
});

test('a command in backticks is never broken: it stands on a row of its own, ready to be copied', () => {
  const command = '`npx -y pnpm@12 paintbox-deploy unlock --force --token 3`';

  assert.equal(wrapWords(`  do        if it is certainly dead: ${command}, then look`, 40, 12), [
    '  do        if it is certainly dead:',
    `  ${command},`,
    '    then look',
  ]);
  assert.equal(wrapWords('a lone ` tick is a word', 8), ['a lone `', 'tick is', 'a word']);
});

test('a colour before the indentation makes no empty row', () => {
  assert.equal(wrapWords('\u001b[2m    arn:aws:iam::000000000000:user/deployer in us-east-1', 20), [
    '\u001b[2m    arn:aws:iam::000000000000:user/deployer',
    '    in us-east-1',
  ]);
});

test('colours take no columns, letters of East Asia take two', () => {
  assert.is(columnsOf('\u001b[31mred\u001b[39m'), 3);
  assert.is(columnsOf('日本'), 4);
  assert.equal(wrapWords('\u001b[31mred\u001b[39m blue', 8), ['\u001b[31mred\u001b[39m blue']);
});

test('without a width, as in a file, a line stays one line', () => {
  const line = 'word '.repeat(100);

  assert.equal(wrapWords(line, undefined), [line]);
});

test('rows that are cut end in an ellipsis that fits', () => {
  assert.equal(clipRows(['a', 'b'], 2, 10), ['a', 'b']);
  assert.equal(clipRows(['a', 'one two three', 'c'], 2, 13), ['a', 'one two …']);
});

test.run();
