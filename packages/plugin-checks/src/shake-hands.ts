/** The one place that opens TLS connections: shakes hands and looks at what the server shows. Nothing is sent over the connection. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** What a server showed. */
export interface Handshake {
  /** Why a verifying client would refuse, as OpenSSL's code; undefined when it would not. */
  readonly refusal: string | undefined;
  readonly protocol: string;
  readonly cipher: string;
  /** The leaf first; the root too when this machine knows it. */
  readonly certificates: readonly DetailedPeerCertificate[];
}

/** Options of {@link shakeHands}. */
export interface ShakeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The address to connect to, in place of the one that the name stands for. */
  readonly address?: string | undefined;
  /** What kind of client it is. Default: today's. */
  readonly client?: ConnectionOptions | undefined;
}

/** Security level 0 is needed for OpenSSL to even try these protocols. */
export const OLD_CLIENT: ConnectionOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
};

/** A client that can only do key exchanges whose recordings a stolen key opens later. */
export const NO_SECRECY_CLIENT: ConnectionOptions = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'kRSA:!NULL:@SECLEVEL=0',
};

/** Shakes hands once; an error says that there was no handshake. */
export async function shakeHands(
  url: string,
  { timeoutMs, signal, address, client }: ShakeOptions,
): Promise<Handshake | Error> {
  signal.throwIfAborted();
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  // The chain is verified all the same. Refusing is put off so that the certificate can be looked at.
  const socket = connect({
    host: address ?? host,
    port: port === '' ? 443 : Number(port),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
    ...client,
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const onAbort = (): void => void socket.destroy(new Error(`no TLS handshake within ${timeoutMs} ms`));
  limit.addEventListener('abort', onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the connection was closed during the handshake')));
    });
    return handshakeOf(socket);
  } catch (cause) {
    signal.throwIfAborted();
    return cause instanceof Error ? cause : new Error(String(cause));
  } finally {
    limit.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

/** Every address that the name stands for; none when it stands for one machine by itself, or nobody knows it. */
export async function addressesOf(url: string): Promise<readonly string[]> {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost') return [];
  try {
    const found = await lookup(hostname, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch {
    // A name that cannot be resolved is told about by every other check.
    return [];
  }
}

function handshakeOf(socket: TLSSocket): Handshake {
  const certificates: DetailedPeerCertificate[] = [];
  // The root points at itself.
  for (
    let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    next?.raw !== undefined && !certificates.includes(next);
    next = next.issuerCertificate
  ) {
    certificates.push(next);
  }
  const refusal = socket.authorized ? undefined : String(socket.authorizationError);
  const cipher = socket.getCipher().standardName;
  return { refusal, protocol: socket.getProtocol() ?? 'unknown', cipher, certificates };
}
