/** `tls.*`: clients accept the certificate, for some time to come, over a protocol of today. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { CheckResult } from '@paintbox/deploy-core';
import { idsOf } from '../check-ids.ts';
import type { Target, Tools } from '../probe.ts';
import { result } from '../result.ts';
import type { Finding } from '../result.ts';

const DAY_MS = 86_400_000;

/** Shakes hands with the app, once as any client and once as one of long ago. */
export async function tls(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  if (!target.url.startsWith('https:')) {
    const message = 'the app is not served over https';
    return idsOf('tls').map((id) => result(id, target.url, { verdict: 'skip', message }));
  }
  const { signal, settings } = tools;
  const shake = (options: ConnectionOptions): Promise<Handshake | Error> =>
    shakeHands(target.url, options, settings.requestTimeoutMs, signal);
  const [today, longAgo] = [await shake({}), await shake(OLD_CLIENT)];
  if (today instanceof Error) return noHandshake(target, today);
  return [
    result('tls.chain', target.url, judgeChain(today)),
    result('tls.expiry', target.url, judgeExpiry(today, tools)),
    result('tls.protocol', target.url, judgeProtocol(today, longAgo)),
  ];
}

interface Handshake {
  /** Why a verifying client would refuse; undefined when it would not. */
  readonly refusal: string | undefined;
  readonly protocol: string;
  readonly certificates: readonly DetailedPeerCertificate[];
}

/** Security level 0 is needed for OpenSSL to even try these protocols. */
const OLD_CLIENT: ConnectionOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
};

async function shakeHands(
  url: string,
  options: ConnectionOptions,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Handshake | Error> {
  signal.throwIfAborted();
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  // The chain is verified all the same. Refusing is put off so that the certificate can be looked at; nothing is sent over this connection.
  const socket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
    ...options,
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
  return { refusal, protocol: socket.getProtocol() ?? 'unknown', certificates };
}

function noHandshake(target: Target, error: Error): readonly CheckResult[] {
  const code = 'code' in error ? String(error.code) : '';
  const refusedByServer = /^(ERR_SSL_|EPROTO)/.test(code);
  const message = `no TLS handshake: ${error.message}`;
  const finding: Finding = {
    verdict: refusedByServer ? 'fail' : 'inconclusive',
    message,
    evidence: { code },
    hint: 'ask with openssl s_client: the server and today’s clients do not understand each other',
  };
  return idsOf('tls').map((id) => result(id, target.url, finding));
}

function judgeChain({ refusal, certificates }: Handshake): Finding {
  const [leaf] = certificates;
  const evidence = {
    refusal: refusal ?? null,
    subject: leaf?.subject.CN ?? null,
    names: leaf?.subjectaltname ?? null,
    issuer: [leaf?.issuer.CN ?? 'unknown'].flat().join(', '),
    length: certificates.length,
  };
  return refusal === undefined
    ? { verdict: 'pass', message: `the certificate is trusted, issued by ${evidence.issuer}`, evidence }
    : {
        verdict: 'fail',
        message: `clients refuse the certificate: ${refusal}`,
        evidence,
        hint: 'renew or correct the certificate; for a private authority set NODE_EXTRA_CA_CERTS',
      };
}

function judgeExpiry({ certificates }: Handshake, { clock, settings }: Tools): Finding {
  // A root is trusted because clients have it, whatever date it bears.
  const dated = certificates.filter((one, index) => index === 0 || one.issuerCertificate !== one);
  const ends = dated.map((certificate) => Date.parse(certificate.valid_to));
  const first = Math.min(...ends);
  if (!Number.isFinite(first)) {
    return { verdict: 'inconclusive', message: 'the server sent no certificate with an end date' };
  }
  const days = Math.floor((first - clock.now()) / DAY_MS);
  const validTo = new Date(first).toISOString();
  const evidence = { validTo, days };
  const hint = 'renew the certificate, and find out why it was not renewed by itself';
  if (first <= clock.now()) {
    return { verdict: 'fail', message: `the certificate ended at ${validTo}`, evidence, hint };
  }
  return days < settings.thresholds.certificateDays
    ? { verdict: 'warn', message: `the certificate ends in ${days} day(s), at ${validTo}`, evidence, hint }
    : { verdict: 'pass', message: `the certificate lasts for ${days} more days`, evidence };
}

function judgeProtocol({ protocol }: Handshake, longAgo: Handshake | Error): Finding {
  const isNew = protocol === 'TLSv1.2' || protocol === 'TLSv1.3';
  const old = longAgo instanceof Error ? null : longAgo.protocol;
  const evidence = { protocol, old };
  if (!isNew) {
    const hint = 'allow TLS 1.2 and 1.3';
    return { verdict: 'fail', message: `the protocol is ${protocol}`, evidence, hint };
  }
  return old === null
    ? { verdict: 'pass', message: `the protocol is ${protocol}; no older one was accepted`, evidence }
    : {
        verdict: 'warn',
        message: `${protocol} is spoken, but ${old} is accepted too`,
        evidence,
        hint: 'allow TLS 1.2 and 1.3 only',
      };
}
