/** The only file that opens TLS connections. It shakes hands, reads the certificates, and sends nothing. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { proxyFor, tunnel } from '@paintbox/deploy-core/proxy';

/** The result of a handshake. */
export interface Handshake {
  /** OpenSSL's code when a verifying client would refuse the certificate; else undefined. */
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
  /** The address to connect to, instead of the one from DNS. */
  readonly address?: string | undefined;
  /** The kind of client. Default: a current one. */
  readonly client?: ConnectionOptions | undefined;
}

/** Security level 0 is needed for OpenSSL to even try these protocols. */
export const OLD_CLIENT: ConnectionOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
};

/** A client without forward secrecy: a key stolen later opens its recorded traffic. */
export const NO_SECRECY_CLIENT: ConnectionOptions = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'kRSA:!NULL:@SECLEVEL=0',
};

/** Shakes hands once. Without a handshake, the result is an error. */
export async function shakeHands(
  url: string,
  { timeoutMs, signal, address, client }: ShakeOptions,
): Promise<Handshake | Error> {
  signal.throwIfAborted();
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const target = { host: address ?? host, port: port === '' ? 443 : Number(port) };
  const through = await throughProxy(url, target, limit);
  signal.throwIfAborted();
  if (through instanceof Error) return through;
  // The chain is verified anyway. A bad chain is not refused at once, so that we can read the certificate.
  const socket = connect({
    ...(through === undefined ? target : { socket: through }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
    ...client,
  });
  const onAbort = (): void => {
    const error = new Error(`no TLS handshake within ${timeoutMs} ms`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  };
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

/** A tunnel, where the environment names a proxy for the address; undefined for straight. */
async function throughProxy(
  url: string,
  target: { readonly host: string; readonly port: number },
  limit: AbortSignal,
): Promise<Socket | Error | undefined> {
  try {
    const proxy = proxyFor(url, process.env);
    return proxy === undefined ? undefined : await tunnel(proxy, target, limit);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Every address of the name; empty for an IP address, `localhost`, or an unknown name. */
export async function addressesOf(url: string): Promise<readonly string[]> {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost') return [];
  try {
    const found = await lookup(hostname, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch {
    // Every other check reports a name that cannot be resolved.
    return [];
  }
}

function handshakeOf(socket: TLSSocket): Handshake {
  const certificates: DetailedPeerCertificate[] = [];
  // The root is its own issuer.
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
