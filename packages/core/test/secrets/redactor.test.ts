import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Secret } from '../../src/index.ts';
import { createRedactor } from '../../src/run.ts';

const VALUE = 'p@ss !/wörd+"quo\\ted"=?';

test('a value is masked in every form that tools print', () => {
  const redactor = createRedactor();
  redactor.add(VALUE);
  const bytes = Buffer.from(VALUE);
  const forms = {
    raw: VALUE,
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    uri: encodeURIComponent(VALUE),
    'strict uri': encodeURIComponent(VALUE).replaceAll('!', '%21'),
    'lenient uri': encodeURI(VALUE),
    json: JSON.stringify(VALUE).slice(1, -1),
    'ascii json': JSON.stringify(VALUE).slice(1, -1).replaceAll('ö', '\\u00f6'),
    'json with escaped slashes': JSON.stringify(VALUE).slice(1, -1).replaceAll('/', '\\/'),
    'json in json': JSON.stringify(JSON.stringify({ k: VALUE })),
    'a form': new URLSearchParams({ k: VALUE }).toString(),
  };

  for (const [name, form] of Object.entries(forms)) {
    const masked = redactor.text(`before ${form} after`);
    assert.match(masked, /^before .*\[redacted\].* after$/, name);
    assert.not.match(masked, /rd\+|cEBzcyAh|70407373|quo/i, `${name}: ${masked}`);
  }
});

test('a value is masked inside base64 of a longer text, at every offset', () => {
  const redactor = createRedactor();
  redactor.add('correct horse battery');

  for (const before of ['', 'a', 'ab', 'abc']) {
    const encoded = Buffer.from(`${before}correct horse battery after`).toString('base64');
    const shown = Buffer.from(redactor.text(encoded).replace('[redacted]', ''), 'base64').toString();
    assert.not.match(shown, /horse|batt/, before);
  }
});

test('each line of a long value is masked, but not the lines that every key has', () => {
  const redactor = createRedactor();
  redactor.add(
    '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w\n-----END PRIVATE KEY-----\n',
  );

  assert.is(redactor.text('x MIGHAgEAMBMGByqGSM49 x'), 'x [redacted] x');
  assert.is(redactor.text('-----BEGIN PRIVATE KEY-----'), '-----BEGIN PRIVATE KEY-----');
});

test('a value that contains another is masked whole, and overlapping ones leave nothing', () => {
  const redactor = createRedactor();
  redactor.add('inner-secret');
  redactor.add('outer-inner-secret-outer');
  redactor.add('secret-outer-and-more');

  assert.is(redactor.text('a outer-inner-secret-outer b inner-secret c'), 'a [redacted] b [redacted] c');
  assert.not.match(redactor.text('outer-inner-secret-outer-and-more'), /more|outer|inner/);
});

test('ordinary words stay as they are', () => {
  const redactor = createRedactor();
  for (const short of ['', 'a', 'true', '12345']) redactor.add(short);
  redactor.add('correct horse');

  assert.is(redactor.text('a true 12345 horse correct'), 'a true 12345 horse correct');
});

test('data is masked through and through, keys included, and is otherwise the same', () => {
  const redactor = createRedactor();
  redactor.add('hunter2hunter2');
  const data = {
    n: 1,
    t: true,
    z: null,
    list: ['x hunter2hunter2'],
    deep: { hunter2hunter2: { v: 'hunter2hunter2' } },
  };

  assert.equal(redactor.data(data), {
    n: 1,
    t: true,
    z: null,
    list: ['x [redacted]'],
    deep: { '[redacted]': { v: '[redacted]' } },
  });
});

test('a secret of digits is masked as a number too, and other numbers are not', () => {
  const redactor = createRedactor();
  redactor.add('12345678');

  assert.equal(redactor.data([12_345_678, 123_456_789, 1.5]), ['[redacted]', 123_456_789, 1.5]);
});

test('a value with half a character can be registered, and is masked', () => {
  const redactor = createRedactor();
  redactor.add('half\ud83d-a-key');

  assert.is(redactor.text('x half\ud83d-a-key x'), 'x [redacted] x');
});

test('a Secret inside data, and a date, are what JSON makes of them', () => {
  const data = { secret: new Secret('hunter2hunter2'), at: new Date(0) };

  assert.equal(createRedactor().data<unknown>(data), {
    secret: '[redacted]',
    at: '1970-01-01T00:00:00.000Z',
  });
});

test.run();
