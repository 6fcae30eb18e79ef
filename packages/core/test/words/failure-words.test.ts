import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failureWords } from '../../src/fleet.ts';

test('failures of many members are the same without their addresses, hosts, ids and numbers', () => {
  const one = failureWords(
    'https://shop-1.fly.dev/health answered 503 in 12.5 ms on machine 9080e6f4c5d287, by shop-1.fly.dev',
  );
  const other = failureWords(
    'https://shop-2.fly.dev/health answered 500 in 7 ms on machine 148ed193b52d89, by shop-2.fly.dev',
  );

  assert.is(one, '<address> answered # in # ms on machine <id>, by <host>');
  assert.is(other, one);
});

test('other words are another failure', () => {
  assert.is.not(failureWords('no key is served'), failureWords('the key is unknown'));
});

test.run();
