// Random secrets that can be had again from their seed, and the ways a tool may print them. Written without a look at the redactor: it is what judges it.

/** One of a list. */
export function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new TypeError('nothing to pick from');
  return one;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ALPHABETS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  '0123456789abcdef',
  BASE64,
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~',
  '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~aZ9',
  'äöüßéñçøåœ ÀÈ€£¥',
  '漢字仮名交じり文東京',
  '🔑🗝️🔒🎨🚀a1',
  'ab \t"\\\n\r/%+&=?',
];

/** A secret of a random alphabet and length, or a key in PEM. */
export function sentinel(random: () => number): string {
  if (random() < 0.1) return pem(random);
  const alphabet = pick(random, ALPHABETS);
  const letters = Array.from(alphabet);
  // Times and run ids are digits too: a short number would be found in them by chance.
  const shortest = /^[0-9a-f]+$/.test(alphabet) ? 16 : 6;
  const length = shortest + Math.floor(random() ** 2 * 60);
  const body = Array.from({ length }, () => pick(random, letters)).join('');
  // Of white space alone nobody makes a secret.
  return body.trim().length < 6 ? `${body}sentinel${Math.floor(random() * 1e9)}` : body;
}

function pem(random: () => number): string {
  const line = (length: number): string =>
    Array.from({ length }, () => BASE64.charAt(Math.floor(random() * BASE64.length))).join('');
  const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, () => line(64));
  const newline = random() < 0.5 ? '\n' : '\r\n';
  return ['-----BEGIN PRIVATE KEY-----', ...lines, line(20), '-----END PRIVATE KEY-----', ''].join(newline);
}

/** The texts that would give a secret away, with their names. */
export function tellingForms(secret: string): readonly (readonly [name: string, text: string])[] {
  const bytes = Buffer.from(secret);
  return [
    ['raw', secret],
    ['trimmed', secret.trim()],
    ['base64', bytes.toString('base64')],
    ['base64 without padding', bytes.toString('base64').replaceAll('=', '')],
    ['base64url', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['uri', encodeURIComponent(secret)],
    ['form', new URLSearchParams({ k: secret }).toString().slice(2)],
    ['json', JSON.stringify(secret).slice(1, -1)],
    ...pemLines(secret),
  ];
}

function pemLines(secret: string): readonly (readonly [string, string])[] {
  if (!secret.startsWith('-----BEGIN')) return [];
  return secret
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .map((line) => ['PEM line', line] as const);
}

/** Base64 of a longer text around the secret: what is printed, and the part of it that the secret alone decides. */
export function wrapped(
  random: () => number,
  secret: string,
): { readonly printed: string; readonly telling: string } {
  const before = Buffer.from('x'.repeat(Math.floor(random() * 6)));
  const bytes = Buffer.concat([before, Buffer.from(secret), Buffer.from('tail')]);
  const printed = bytes.toString('base64');
  const end = before.length + Buffer.byteLength(secret);
  const telling = printed.slice(Math.ceil((before.length * 8) / 6), Math.floor((end * 8) / 6));
  return { printed, telling };
}
