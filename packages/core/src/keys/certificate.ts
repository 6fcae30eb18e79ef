/** The certificate of a key (RFC 7517 §4.7 to §4.9): some verifiers take the key from there. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import type { JwkObject } from './jwk-members.ts';
import { problem } from './key-problem.ts';
import type { JwkProblem } from './key-problem.ts';
import { thumbprint } from './thumbprint.ts';

const hint = `Publish the certificate of this key as plain base64 DER, or leave 'x5c' and its thumbprints out.`;

/** Every problem of the certificates of a key whose numbers are good. A thumbprint without a certificate says nothing that could be checked. */
export function checkCertificate(jwk: JwkObject, where: string): readonly JwkProblem[] {
  const chain = jwk['x5c'] ?? [];
  if (!Array.isArray(chain) || chain.some((one) => typeof one !== 'string')) {
    return [problem('JWK_BAD_MEMBER', `'x5c' of ${where} is not a list of certificates`, hint)];
  }
  const texts = chain.map(String);
  for (const [index, text] of texts.entries()) {
    const wrong = unreadable(text);
    if (wrong === undefined) continue;
    const message = `certificate ${index + 1} in 'x5c' of ${where} ${wrong}`;
    return [problem('JWK_CERTIFICATE_MISMATCH', message, hint)];
  }
  const [first] = texts;
  if (first === undefined) return [];
  const der = Buffer.from(first, 'base64');
  if (!holdsKey(der, jwk)) {
    return [
      problem(
        'JWK_CERTIFICATE_MISMATCH',
        `the certificate in 'x5c' of ${where} is that of another key`,
        hint,
      ),
    ];
  }
  const hash = jwk['x5t#S256'];
  if (typeof hash !== 'string' || isThumbprint(hash, der)) return [];
  const message = `'x5t#S256' of ${where} is not the thumbprint of its certificate`;
  return [problem('JWK_CERTIFICATE_MISMATCH', message, hint)];
}

/** What is wrong with the text as a certificate in plain base64. Line breaks are passed over, as decoders do. */
function unreadable(text: string): string | undefined {
  const compact = text.replaceAll(/[\r\n]/g, '');
  if (compact.includes('-----BEGIN'))
    return 'is PEM text; the base64 between its first and last line belongs there';
  if (/^[\w-]+$/.test(compact) && /[-_]/.test(compact))
    return 'is base64url, and RFC 7517 asks for plain base64';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return 'is not base64';
  try {
    return new X509Certificate(Buffer.from(compact, 'base64')).raw.length > 0 ? undefined : 'is empty';
  } catch {
    return 'is not a certificate';
  }
}

function holdsKey(der: Buffer, jwk: JwkObject): boolean {
  const { publicKey } = new X509Certificate(der);
  try {
    const certified = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    return thumbprint({ ...certified.export({ format: 'jwk' }) }) === thumbprint(jwk);
  } catch {
    // A key that may be used for PSS only has no JWK in this library. Its numbers are in the certificate.
    const number = Buffer.from(String(jwk['n'] ?? jwk['x']), 'base64url');
    return publicKey.export({ type: 'spki', format: 'der' }).includes(number);
  }
}

/** Some issuers write the hash in hex before they encode it. */
function isThumbprint(hash: string, der: Buffer): boolean {
  const digest = createHash('sha256').update(der);
  const bytes = digest.digest();
  const hex = bytes.toString('hex');
  const said = Buffer.from(hash, 'base64');
  return said.equals(bytes) || said.toString('latin1').toLowerCase() === hex || hash.toLowerCase() === hex;
}
