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

test('the name of the app makes no other failure, alone, in a command or in another case', () => {
  const words = (app: string): string =>
    failureWords(`${app.toUpperCase()} has no machines: run \`FLY_APP=${app} deploy\`, not ${app}-2`, app);

  assert.is(words('acme'), '<app> has no machines: run `fly_app=<app> deploy`, not acme-#');
  assert.is(words('acme').replace('acme-', ''), words('shop-bolt').replace('shop-bolt-', ''));
  assert.is(words('a.*(b').replace('a.*(b-', ''), words('acme').replace('acme-', ''));
});

test('a name that is a word of the message, or of ours, changes nothing else', () => {
  const message = 'the app at https://x.example does not answer';

  const same = failureWords(message, 'acme');

  for (const app of ['app', 'web', 'a', '', 'address']) assert.is(failureWords(message, app), same, app);
});

test('the id that a service gives each request tells no failures apart', () => {
  const fly = (id: string): string => failureWords(`the registry says 404, "unknown" (request ${id})`);

  assert.is(fly('01M8JC1SBRKYCMABGQYVRA0Z3A-iad'), fly('01M8JC2E13A7ZW3271MSJWX71N-fra'));
  assert.is.not(fly('01M8JC2E13A7ZW3271MSJWX71N-fra'), failureWords('the registry says 404, "unknown"'));
});

test('other words are another failure', () => {
  assert.is.not(failureWords('no key is served'), failureWords('the key is unknown'));
});

test.run();
