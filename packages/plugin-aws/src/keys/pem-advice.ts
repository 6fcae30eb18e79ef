/** PEM text that is another thing than the one unencrypted PKCS#8 key, and the one command that makes it that. The key stays the same, so no token is refused. */
import { problem, type KeyProblem } from './problem.ts';

/** What to do with a text that no command helps. It never costs a key that signs. */
export const restore =
  'Put the previous version of the private secret back: `aws secretsmanager list-secret-version-ids --secret-id NAME` lists its versions.';

/** Reads every form of private key that OpenSSL knows, and asks for the passphrase if there is one. */
const CONVERT = 'openssl pkey -in old.pem -out new.pem';
const convertWith = (command: string, more = ''): string =>
  `Convert it: write the text to old.pem, run: ${command}${more}, and store the text of new.pem as the value of the same secret. The key and its kid stay the same.`;

/** Each kind by its first line, and what it is called. */
const KINDS: readonly (readonly [begins: RegExp, name: string, hint: string])[] = [
  [/-----BEGIN RSA PRIVATE KEY-----/, 'a PKCS#1 RSA key', convertWith(CONVERT)],
  [/-----BEGIN EC PRIVATE KEY-----/, 'a SEC1 EC key', convertWith(CONVERT)],
  [
    /-----BEGIN ENCRYPTED PRIVATE KEY-----/,
    'a private key with a passphrase',
    convertWith(CONVERT, ' (it asks for the passphrase)'),
  ],
  [
    /-----BEGIN OPENSSH PRIVATE KEY-----/,
    'a key in the format of OpenSSH',
    convertWith(`cp old.pem new.pem && chmod 600 new.pem && ssh-keygen -p -m PKCS8 -N '' -f new.pem`),
  ],
  [/-----BEGIN (RSA )?PUBLIC KEY-----/, 'a public key', `The private half is somewhere else. ${restore}`],
  [/-----BEGIN CERTIFICATE-----/, 'a certificate', `The private half is somewhere else. ${restore}`],
];

/** The one unencrypted PKCS#8 key in a text, or what is wrong. Other texts beside it, such as its certificate, do no harm. */
export function pkcs8In(text: string): { readonly pem: string } | { readonly problem: KeyProblem } {
  const keys = text.match(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/gu) ?? [];
  if (keys.length > 1) {
    const hint = `Find out which one signs, and store that one alone. ${restore}`;
    return { problem: said(`${keys.length} private keys`, hint) };
  }
  const [pem] = /-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/u.exec(text) ?? [];
  if (pem?.includes('\\n') === true) {
    const hint = convertWith(`printf '%b' "$(cat old.pem)" > new.pem`);
    return { problem: said('a PEM text with \\n in place of its line breaks', hint) };
  }
  if (pem !== undefined) return { pem };
  const [, name = 'PEM text', hint = restore] = KINDS.find(([begins]) => begins.test(text)) ?? [];
  const locked = /^Proc-Type: 4,ENCRYPTED/mu.test(text) ? ' with a passphrase' : '';
  return { problem: said(`${name}${locked}`, hint) };
}

function said(what: string, hint: string): KeyProblem {
  return problem(
    'KEYS_BAD_PEM',
    `The private secret holds ${what}, not one unencrypted PKCS#8 private key`,
    hint,
  );
}
