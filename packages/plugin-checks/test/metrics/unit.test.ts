import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inUnit, withUnit } from '../../src/metrics/unit.ts';

test('a value is converted into the unit of the source', () => {
  assert.is(inUnit('300 ms', 's'), 0.3);
  assert.is(inUnit('2s', 'ms'), 2_000);
  assert.is(inUnit('1.5 %', ''), 0.015);
  assert.is(inUnit('1 MiB', 'kB'), 1_048.576);
  assert.is(inUnit('120 /min', '/s'), 2);
  assert.is(inUnit(7, 'ms'), 7);
  assert.is(inUnit('-4', ''), -4);
});

test('what cannot be compared is refused in a sentence', () => {
  assert.is(inUnit('300 ms', 'MB'), "'300 ms' cannot be compared with values in 'MB'");
  assert.is(inUnit('300', 's'), "'300' cannot be compared with values in 's'");
  assert.match(String(inUnit('3 parsec', 's')), /^'3 parsec' has an unknown unit; there are us, ms, s/);
  assert.is(inUnit('fast', 's'), "'fast' is not a number with a unit");
  assert.is(inUnit(Number.NaN, ''), 'NaN is no number');
});

test('a value is shown with four digits and its unit, and a share in percent', () => {
  assert.equal(
    [withUnit(0.312_345, 's'), withUnit(12.5, '/s'), withUnit(0.0123, ''), withUnit(42, '')],
    ['0.3123 s', '12.5/s', '1.23 %', '42'],
  );
});

test.run();
