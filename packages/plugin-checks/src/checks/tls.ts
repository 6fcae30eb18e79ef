/** `tls.*`: clients accept the certificate at every address, it does not expire soon, and the protocol is current. */
import type { CheckResult } from '@paintbox/deploy-core';
import { idsOf } from '../suite/check-ids.ts';
import { judgeChain, judgeCipher, judgeExpiry, judgeProtocol } from './judge-certificate.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { addressesOf, NO_SECRECY_CLIENT, OLD_CLIENT, shakeHands } from '../http/shake-hands.ts';
import type { Handshake, ShakeOptions } from '../http/shake-hands.ts';

const MAX_SKEW_MS = 60_000;

/** Shakes hands with the app: as a normal client, as an old one, as one without forward secrecy, and at each address. */
export async function tls(
  target: Target,
  tools: Tools,
  resolveName: typeof addressesOf = addressesOf,
): Promise<readonly CheckResult[]> {
  if (!target.url.startsWith('https:')) {
    const message = 'the app is not served over https';
    return idsOf('tls').map((id) => result(id, target.url, { verdict: 'skip', message }));
  }
  const { signal, settings, clock } = tools;
  const shake = (options: Partial<ShakeOptions> = {}): Promise<Handshake | Error> =>
    shakeHands(target.url, { timeoutMs: settings.requestTimeoutMs, signal, ...options });
  const today = await shake();
  if (today instanceof Error) return noHandshake(target, today);
  const [longAgo, withoutSecrecy, addresses, skew] = await Promise.all([
    shake({ client: OLD_CLIENT }),
    shake({ client: NO_SECRECY_CLIENT }),
    resolveName(target.url).then((addresses) => judgeAddresses(addresses, shake)),
    judgeClock(target, tools),
  ]);
  return [
    result('tls.chain', target.url, judgeChain(today)),
    result('tls.addresses', target.url, addresses),
    result('tls.expiry', target.url, judgeExpiry(today, clock.now(), settings.thresholds.certificateDays)),
    result('tls.protocol', target.url, judgeProtocol(today, longAgo)),
    result('tls.cipher', target.url, judgeCipher(today, withoutSecrecy)),
    result('tls.clock', target.url, skew),
  ];
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

/** A name often has several addresses, and clients use any of them. */
async function judgeAddresses(
  addresses: readonly string[],
  shake: (options: Partial<ShakeOptions>) => Promise<Handshake | Error>,
): Promise<Finding> {
  if (addresses.length < 2) {
    return { verdict: 'skip', message: 'the name stands for one address' };
  }
  const seen = await Promise.all(
    addresses.map(async (address) => ({ address, shown: await shake({ address }) })),
  );
  const evidence = { addresses: seen.map(({ address, shown }) => `${address}: ${stateOf(shown)}`) };
  const refused = seen.filter(({ shown }) => !(shown instanceof Error) && shown.refusal !== undefined);
  // This machine may have no route to one kind of address, IPv6 above all.
  const silent = seen.filter(({ shown }) => shown instanceof Error && !isUnreachable(shown));
  const bad = [...refused, ...silent].map(({ address, shown }) => `${address}: ${stateOf(shown)}`);
  if (bad.length > 0) {
    const message = `clients that get one of these addresses are turned away: ${bad.join('; ')}`;
    return {
      verdict: 'fail',
      message,
      evidence,
      hint: 'correct the server there, or take the address out of DNS',
    };
  }
  const good = seen.filter(({ shown }) => !(shown instanceof Error));
  return good.length === 0
    ? { verdict: 'inconclusive', message: 'none of the addresses can be reached from here', evidence }
    : {
        verdict: 'pass',
        message: `${good.length} of ${seen.length} ${seen.length === 1 ? 'address' : 'addresses'} reached, all well`,
        evidence,
      };
}

function isUnreachable(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EAFNOSUPPORT'].includes(code);
}

function stateOf(shown: Handshake | Error): string {
  return shown instanceof Error ? shown.message : (shown.refusal ?? `good, ${shown.protocol}`);
}

/** Certificates and tokens depend on the clock. `Date` counts whole seconds (RFC 9110 §6.6.1). */
async function judgeClock(target: Target, { http, clock, settings }: Tools): Promise<Finding> {
  const before = clock.now();
  const { headers } = await http(target.url + settings.endpoints.health);
  const after = clock.now();
  const theirs = Date.parse(headers['date'] ?? '');
  // A cached answer has the date of its creation.
  if (!Number.isFinite(theirs) || headers['age'] !== undefined) {
    return { verdict: 'skip', message: 'the server does not say what time it is' };
  }
  const skewMs = Math.round(theirs - (before + after) / 2);
  const evidence = { skewMs, date: headers['date'] ?? null };
  const allowedMs = MAX_SKEW_MS + (after - before);
  return Math.abs(skewMs) <= allowedMs
    ? { verdict: 'pass', message: 'this clock and the server’s agree to a minute', evidence }
    : {
        verdict: 'warn',
        message: `the server’s clock is ${Math.round(skewMs / 1000)} s off this one`,
        evidence,
        hint: 'find out which clock is wrong: tokens and certificates are judged by both',
      };
}
