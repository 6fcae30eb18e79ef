import { format, inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Secret } from '../../src/words/secret.ts';

const VALUE = 'never to be seen';

test('a secret gives its value to who asks for it, and to nobody else', () => {
  const secret = new Secret(VALUE);

  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    format('%s %o %O %j', secret, secret, secret, secret),
    inspect({ secret }, { showHidden: true, depth: 9, getters: true }),
    inspect(structuredClone(secret)),
    inspect(Object.assign({}, secret)),
    Object.getOwnPropertyNames(secret).join(),
  ].join('\n');

  assert.is(secret.reveal(), VALUE);
  assert.not.match(shown, VALUE);
  assert.match(shown, '[redacted]');
});

test('its type is its methods, so that another copy of the class is as good', () => {
  const foreign = { reveal: () => VALUE, toString: () => '', toJSON: () => '' };
  const secret: Secret<string> = foreign;

  assert.is(secret.reveal(), VALUE);
});

test.run();
