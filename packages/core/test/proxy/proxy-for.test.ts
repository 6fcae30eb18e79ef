import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '../../src/words/error.ts';
import { proxyFor } from '../../src/proxy/proxy-for.ts';

const env = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://secure:2' };
const through = (url: string, more: Readonly<Record<string, string>> = {}): string | undefined =>
  proxyFor(url, { ...env, ...more })?.host;

test('https and http have a proxy each, mail that of https, and small letters are read where capital ones are not set', () => {
  assert.is(through('https://shop.example/x'), 'secure:2');
  assert.is(through('http://shop.example/x'), 'plain:1');
  assert.is(through('smtp://mail.example:25'), 'secure:2');
  assert.is(proxyFor('https://shop.example', { https_proxy: 'proxy:3' })?.host, 'proxy:3');
  assert.is(proxyFor('https://shop.example', { HTTPS_PROXY: 'a:1', https_proxy: 'b:2' })?.host, 'a:1');
  assert.is(proxyFor('https://shop.example', { HTTP_PROXY: 'a:1' }), undefined);
  assert.is(proxyFor('https://shop.example', { HTTPS_PROXY: '' }), undefined);
});

test('this machine is reached straight', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.8.9.1', '[::1]']) {
    assert.is(through(`http://${host}:8080`), undefined, host);
  }
});

/** As curl and the programs of Go read it. */
const exceptions: readonly (readonly [
  list: string,
  reached: readonly string[],
  proxied: readonly string[],
])[] = [
  ['*', ['https://a.example', 'http://10.0.0.1'], []],
  ['shop.example', ['https://shop.example', 'https://api.shop.example'], ['https://myshop.example']],
  ['.shop.example', ['https://api.shop.example', 'https://shop.example'], ['https://shop.example.org']],
  ['*.shop.example', ['https://api.shop.example'], ['https://other.example']],
  ['Shop.Example', ['https://shop.example'], []],
  ['a.example, b.example', ['https://b.example'], ['https://c.example']],
  ['a.example b.example', ['https://a.example', 'https://b.example'], []],
  ['shop.example:8443', ['https://shop.example:8443'], ['https://shop.example']],
  ['shop.example:443', ['https://shop.example'], ['https://shop.example:8443', 'http://shop.example']],
  ['10.1.2.3', ['http://10.1.2.3:9000'], ['http://10.1.2.30', 'http://x.10.1.2.3.example']],
  ['10.0.0.0/8', ['http://10.200.0.1'], ['http://11.0.0.1', 'http://ten.example']],
  ['fd00::/8', ['http://[fd12::1]'], ['http://[fe80::1]', 'http://10.0.0.1']],
  ['[fd00::1]:80', ['http://[fd00::1]'], ['http://[fd00::1]:81']],
  ['fd00::1', ['http://[fd00::1]:81'], ['http://[fd00::2]']],
  ['10.0.0.0/99,nonsense/x', [], ['http://10.0.0.1']],
  ['', [], ['https://a.example']],
];

for (const [list, reached, proxied] of exceptions) {
  test(`NO_PROXY of '${list}' excepts what it names and nothing else`, () => {
    for (const variable of ['NO_PROXY', 'no_proxy']) {
      for (const url of reached) assert.is(through(url, { [variable]: list }), undefined, url);
      for (const url of proxied) assert.ok(through(url, { [variable]: list }) !== undefined, url);
    }
  });
}

test('a proxy that is no http address is refused without showing it', () => {
  for (const HTTPS_PROXY of ['socks5://me:secret@proxy', 'http://me:secret@', '://secret']) {
    try {
      proxyFor('https://shop.example', { HTTPS_PROXY });
      assert.unreachable(HTTPS_PROXY);
    } catch (error) {
      assert.ok(isDeployError(error) && error.code === 'PROXY_ADDRESS' && error.exitCode === 2);
      assert.not.match(`${error.message} ${error.hint}`, 'secret');
    }
  }
});

test.run();
