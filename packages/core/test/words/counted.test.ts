import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted } from '../../src/words/counted.ts';

test('one thing is in the singular, none and several are in the plural', () => {
  assert.equal(
    [0, 1, 2].map((count) => counted(count, 'critical check')),
    ['0 critical checks', '1 critical check', '2 critical checks'],
  );
});

test.run();
