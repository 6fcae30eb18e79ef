/** Faults of the key set and of the protected route. */
import { at, withHeaders, withJson } from './fault.ts';
import type { TwinFault, Scene } from './fault.ts';
import type { JsonObject } from '../http/parse-object.ts';

/** A fault in the served set. */
function set(
  name: string,
  describe: string,
  meantFor: TwinFault['meantFor'],
  keys: (scene: Scene) => readonly unknown[],
): TwinFault {
  return {
    name,
    describe,
    meantFor,
    answer: at('jwks', (reply, _, scene) => withJson(reply, { keys: keys(scene) })),
  };
}

/** A fault in the headers of the served set. */
function sent(
  name: string,
  describe: string,
  meantFor: TwinFault['meantFor'],
  headers: Readonly<Record<string, string | undefined>>,
): TwinFault {
  return { name, describe, meantFor, answer: at('jwks', (reply) => withHeaders(reply, headers)) };
}

const first = ({ keys }: Scene): JsonObject => keys[0] ?? {};

/** All of them. */
export const FAULTS_OF_KEYS: readonly TwinFault[] = [
  set('empty-set', 'the key set is empty', ['jwks.keys'], () => []),
  set('leaked-key', 'the set shows a private member', ['jwks.keys'], ({ keys, strange }) => [
    ...keys,
    strange.whole,
  ]),
  set('symmetric-key', 'the set holds a symmetric key', ['jwks.keys'], ({ keys }) => [
    ...keys,
    { kty: 'oct', kid: 'shared', k: 'AAAA' },
  ]),
  set('nameless-key', 'a key has no kid', ['jwks.keys'], (scene) => [{ ...first(scene), kid: undefined }]),
  set('same-kid-twice', 'two keys have one kid', ['jwks.keys'], (scene) => [...scene.keys, first(scene)]),
  set('broken-key', 'a key is cut short', ['jwks.keys'], (scene) => [
    Object.fromEntries(
      Object.entries(first(scene)).map(([name, value]) => [
        name,
        ['n', 'x'].includes(name) ? String(value).slice(0, 20) : value,
      ]),
    ),
  ]),
  set('wrong-use', 'a key is meant for encryption', ['jwks.keys'], (scene) => [
    { ...first(scene), use: 'enc' },
  ]),
  set('old-keys', 'keys of before are served', ['jwks.published'], ({ strange }) => [strange.open]),
  set('swapped-key', 'another key has the name of the published one', ['jwks.published'], (scene) => [
    { ...scene.strange.open, kid: first(scene)['kid'] },
  ]),
  set('foreign-key', 'a key that nobody published is served too', ['jwks.published'], ({ keys, strange }) => [
    ...keys,
    strange.open,
  ]),
  set(
    'huge-set',
    'the set is larger than some verifiers read',
    ['jwks.body-size', 'jwks.keys'],
    ({ keys }) => [...keys, { kty: 'other', kid: 'padding', note: 'x'.repeat(20_000) }],
  ),
  {
    name: 'keys-500',
    describe: 'the key set answers 500',
    meantFor: ['jwks.keys'],
    answer: at('jwks', (reply) => ({ ...reply, status: 500 })),
  },
  {
    name: 'keys-redirect',
    describe: 'the key set is somewhere else',
    meantFor: ['jwks.keys'],
    answer: at('jwks', (reply) => ({ ...withHeaders(reply, { location: '/keys' }), status: 301, body: '' })),
  },
  {
    name: 'keys-not-json',
    describe: 'the key set is a page',
    meantFor: ['jwks.keys'],
    answer: at('jwks', (reply) => ({ ...reply, body: '<html>sign in</html>' })),
  },
  {
    name: 'keys-cut-off',
    describe: 'the key set ends in the middle',
    meantFor: ['jwks.keys'],
    answer: at('jwks', () => 'half'),
  },
  sent('keys-as-html', 'the key set is sent as a page', ['jwks.type'], { 'content-type': 'text/html' }),
  sent('keys-not-for-browsers', 'browsers may not read the key set', ['jwks.cors'], {
    'access-control-allow-origin': undefined,
  }),
  sent('keys-for-browsers-twice', 'browsers may read the key set, and are told so twice', ['jwks.cors'], {
    'access-control-allow-origin': '*, *',
  }),
  sent('keys-without-caching', 'nothing says how long keys may be kept', ['jwks.caching'], {
    'cache-control': undefined,
  }),
  sent('keys-for-a-year', 'keys may be kept for a year', ['jwks.caching'], {
    'cache-control': 'public, max-age=31536000',
  }),
  {
    name: 'lets-nobody-in',
    describe: 'good tokens are refused',
    meantFor: ['jwks.accepted'],
    answer: at('protectedPath', (reply) => ({ ...reply, status: 401, body: '' })),
  },
  {
    name: 'lets-anybody-in',
    describe: 'any token is let in',
    meantFor: ['jwks.refused'],
    answer: at('protectedPath', (reply) => ({ ...reply, status: 200 })),
  },
  {
    name: 'believes-the-token',
    describe: 'a token without a signature is let in',
    meantFor: ['jwks.refused'],
    answer: at('protectedPath', (reply, { headers }) =>
      headers['authorization']?.endsWith('.') === true ? { ...reply, status: 200 } : reply,
    ),
  },
];
