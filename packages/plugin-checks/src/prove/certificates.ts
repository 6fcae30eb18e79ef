/** The certificates of the twin: an authority, an intermediate, and leaves that are right or wrong in one respect. */
import { webcrypto } from 'node:crypto';

/** The certificates and key of a TLS server, as PEM. */
export interface Shown {
  /** The leaf first. */
  readonly cert: string;
  readonly key: string;
}

/** How a leaf differs from a good one. */
export interface LeafOptions {
  /** Default `localhost`. */
  readonly name?: string;
  /** Days from now. Default yesterday. */
  readonly fromDays?: number;
  /** Days from now. Default 90. */
  readonly toDays?: number;
  /** Default true. */
  readonly withIntermediate?: boolean;
  /** RSA, for servers without forward secrecy. Default EC. */
  readonly rsa?: boolean;
}

/** Issues certificates that only this process trusts. */
export interface Authority {
  /** The root, as PEM. */
  readonly root: string;
  leaf(options?: LeafOptions): Promise<Shown>;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2_048,
};
const DAY_MS = 86_400_000;

/** Makes an authority with an intermediate. */
export async function makeAuthority(name: string): Promise<Authority> {
  // The library needs this polyfill of `Reflect`. Both are loaded only for `checks prove`.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const rootKeys = await keyPair(EC);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name} root`,
    notBefore: inDays(-30),
    notAfter: inDays(365),
    signingAlgorithm: EC,
    keys: rootKeys,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  const middleKeys = await keyPair(EC);
  const middle = await x509.X509CertificateGenerator.create({
    subject: `CN=${name} intermediate`,
    issuer: root.subject,
    notBefore: inDays(-30),
    notAfter: inDays(365),
    signingAlgorithm: EC,
    publicKey: middleKeys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    root: root.toString('pem'),
    async leaf(options = {}) {
      const { name: host = 'localhost', fromDays = -1, toDays = 90, withIntermediate = true } = options;
      const keys = await keyPair(options.rsa === true ? RSA : EC);
      const leaf = await x509.X509CertificateGenerator.create({
        subject: `CN=${host}`,
        issuer: middle.subject,
        notBefore: inDays(fromDays),
        notAfter: inDays(toDays),
        signingAlgorithm: EC,
        publicKey: keys.publicKey,
        signingKey: middleKeys.privateKey,
        extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
      });
      const key = x509.PemConverter.encode(
        await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
        'PRIVATE KEY',
      );
      const chain = withIntermediate ? [leaf, middle] : [leaf];
      return { cert: chain.map((one) => one.toString('pem')).join('\n'), key };
    },
  };
}

function keyPair(algorithm: typeof EC | typeof RSA): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
