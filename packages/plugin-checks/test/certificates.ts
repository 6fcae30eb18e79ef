/** Certificates for tests: an authority of our own, and servers it vouches for. */
import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Issues certificates. */
export interface Authority {
  readonly cert: string;
  issue(days: { readonly from: number; readonly to: number }, options?: IssueOptions): Promise<Certificate>;
  /** An authority below this one. What it issues comes without its own certificate. */
  intermediate(): Promise<Authority>;
}

/** What a certificate is like; by default right for `localhost`. */
export interface IssueOptions {
  readonly name?: string;
  readonly alternativeNames?: boolean;
  /** Bits of an RSA key. Default: an EC key. */
  readonly rsa?: number;
  /** Object identifier of the only use. Default: any. */
  readonly usage?: string;
}

/** Makes an authority. */
export async function makeAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test Authority',
    notBefore: inDays(-30),
    notAfter: inDays(300),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 2, true)],
  });
  return authorityOf(root, keys.privateKey);
}

function authorityOf(root: x509.X509Certificate, signingKey: webcrypto.CryptoKey): Authority {
  const sign = async (
    subject: string,
    days: { readonly from: number; readonly to: number },
    publicKey: webcrypto.CryptoKey,
    extensions: x509.Extension[],
  ): Promise<x509.X509Certificate> =>
    x509.X509CertificateGenerator.create({
      subject,
      issuer: root.subject,
      notBefore: inDays(days.from),
      notAfter: inDays(days.to),
      signingAlgorithm: ALGORITHM,
      publicKey,
      signingKey,
      extensions,
    });
  return {
    cert: root.toString('pem'),
    async issue(days, { name = 'localhost', alternativeNames = true, rsa, usage } = {}) {
      const algorithm = rsa === undefined ? ALGORITHM : rsaOf(rsa);
      const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const leaf = await sign(`CN=${name}`, days, own.publicKey, [
        ...(alternativeNames
          ? [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])]
          : []),
        ...(usage === undefined ? [] : [new x509.ExtendedKeyUsageExtension([usage])]),
      ]);
      return { cert: leaf.toString('pem'), key: await pem(own.privateKey) };
    },
    async intermediate() {
      const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const below = await sign('CN=Test Authority below', { from: -30, to: 200 }, own.publicKey, [
        new x509.BasicConstraintsExtension(true, 0, true),
      ]);
      return authorityOf(below, own.privateKey);
    },
  };
}

function rsaOf(modulusLength: number): webcrypto.RsaHashedKeyGenParams {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
}

/** A certificate that nobody vouches for. */
export async function selfSigned(): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: inDays(-1),
    notAfter: inDays(90),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  return { cert: cert.toString('pem'), key: await pem(keys.privateKey) };
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
