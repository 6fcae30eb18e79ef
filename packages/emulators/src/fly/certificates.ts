/** The emulated platform's own certificate authority, kept on disk so that clients can go on trusting it. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata'; // before the library that needs it
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

type SigningKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

export interface LeafCertificate {
  readonly key: string;
  /** Leaf, then authority. */
  readonly cert: string;
}

/** Issues certificates for app edges. */
export interface CertificateAuthority {
  /** Path of the authority's certificate (PEM), for `NODE_EXTRA_CA_CERTS` or a client's `ca` option. */
  readonly caFile: string;
  /** A certificate, valid for 90 days, for the loopback names and the given host names. */
  issue(hostNames: readonly string[]): Promise<LeafCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/** Opens the authority in `dir`, making it on first use. */
export async function openCertificateAuthority(dir: string): Promise<CertificateAuthority> {
  await mkdir(dir, { recursive: true });
  const caFile = join(dir, 'ca.pem');
  const keyFile = join(dir, 'ca-key.pem');
  const caPem = await readFile(caFile, 'utf8').catch(() => undefined);
  const keyPem = await readFile(keyFile, 'utf8').catch(() => undefined);
  const signingKey = keyPem ? await importKey(keyPem) : undefined;
  if (caPem && signingKey) return authority(caFile, caPem, signingKey);

  const keys = await newKeys();
  const made = await X509CertificateGenerator.createSelfSigned({
    // A name of its own: a client that trusts two worlds finds an authority by its name.
    name: `CN=Fly.io emulator test authority ${randomBytes(4).toString('hex')}`,
    keys,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 3650 * dayMs),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  await writeFile(keyFile, await exportKey(keys.privateKey), { mode: 0o600 });
  await writeFile(caFile, made.toString('pem'));
  await chmod(caFile, 0o644);
  return authority(caFile, made.toString('pem'), keys.privateKey);
}

function authority(caFile: string, caPem: string, signingKey: SigningKey): CertificateAuthority {
  const issuer = new X509Certificate(caPem).subject;
  return {
    caFile,
    issue: async (hostNames) => {
      const keys = await newKeys();
      const leaf = await X509CertificateGenerator.create({
        subject: `CN=${hostNames[0] ?? 'localhost'}`,
        issuer,
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: algorithm,
        notBefore: new Date(Date.now() - dayMs),
        notAfter: new Date(Date.now() + 90 * dayMs),
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([
            ...['localhost', ...hostNames].map((value) => ({ type: 'dns' as const, value })),
            { type: 'ip', value: '127.0.0.1' },
            { type: 'ip', value: '::1' },
          ]),
        ],
      });
      return { key: await exportKey(keys.privateKey), cert: `${leaf.toString('pem')}\n${caPem}` };
    },
  };
}

async function newKeys(): Promise<{ publicKey: SigningKey; privateKey: SigningKey }> {
  return await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: SigningKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function importKey(pem: string): Promise<SigningKey> {
  return await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, true, ['sign']);
}
