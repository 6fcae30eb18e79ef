/** Judges the certificate and protocol that a server showed in a handshake. */
import { counted } from '@paintbox/deploy-core/run';
import type { DetailedPeerCertificate } from 'node:tls';
import { kindOf } from '../http/error-kind.ts';
import type { Finding } from '../suite/result.ts';
import type { Handshake } from '../http/shake-hands.ts';

const DAY_MS = 86_400_000;

/** `tls.chain`: clients trust the certificate, for this name. */
export function judgeChain({ refusal, certificates }: Handshake): Finding {
  const [leaf] = certificates;
  const issuer = [leaf?.issuer.CN ?? 'unknown'].flat().join(', ');
  const evidence = {
    refusal: refusal ?? null,
    subject: leaf?.subject.CN ?? null,
    names: leaf?.subjectaltname ?? null,
    issuer,
    length: certificates.length,
  };
  if (leaf === undefined) {
    const hint = 'ask with openssl s_client: the server may speak TLS without certificates';
    return { verdict: 'inconclusive', message: 'the server showed no certificate', evidence, hint };
  }
  if (refusal === undefined && leaf.subjectaltname === undefined) {
    return {
      verdict: 'fail',
      message: 'the certificate has no alternative names: browsers refuse it (RFC 9525 §2)',
      evidence,
      hint: 'get a certificate with the name among its subject alternative names',
    };
  }
  if (refusal === undefined) {
    return { verdict: 'pass', message: `the certificate is trusted, issued by ${issuer}`, evidence };
  }
  const { what, hint } = explain(refusal, certificates);
  return { verdict: 'fail', message: `clients refuse the certificate: ${what} (${refusal})`, evidence, hint };
}

/** The meaning of OpenSSL's error codes. */
function explain(
  refusal: string,
  certificates: readonly DetailedPeerCertificate[],
): { readonly what: string; readonly hint: string } {
  const [leaf] = certificates;
  const code = refusal.toUpperCase();
  const ends = leaf?.valid_to ?? 'unknown';
  if (/EXPIRED/.test(code)) {
    return {
      what: `it ended at ${ends}`,
      hint: 'renew the certificate, and find out why it was not renewed by itself',
    };
  }
  if (/NOT_YET_VALID/.test(code)) {
    return {
      what: `it begins at ${leaf?.valid_from ?? 'unknown'}`,
      hint: 'look at the clocks of this machine and of the issuer',
    };
  }
  if (/ALTNAME|HOSTNAME/.test(code)) {
    return {
      what: `it is for ${leaf?.subjectaltname ?? 'no name'}`,
      hint: 'get a certificate for this name, or correct the name',
    };
  }
  if (/SELF[_-]SIGNED/.test(code)) {
    return {
      what: 'nobody vouches for it',
      hint: 'get a certificate from an authority; for a private one set NODE_EXTRA_CA_CERTS',
    };
  }
  if (/VERIFY_LEAF|ISSUER/.test(code)) {
    return {
      what: 'the server does not send the certificates between it and a known authority, or the authority is unknown here',
      hint: 'serve the full chain, intermediates included; for a private authority set NODE_EXTRA_CA_CERTS',
    };
  }
  return { what: 'it is not valid', hint: 'renew or correct the certificate' };
}

/** `tls.expiry`: no certificate in the chain expires soon. */
export function judgeExpiry({ certificates }: Handshake, now: number, warnDays: number): Finding {
  // Clients trust the root because they have it; its date does not matter.
  const dated = certificates.filter((one, index) => index === 0 || one.issuerCertificate !== one);
  const ends = dated.map((certificate) => Date.parse(certificate.valid_to));
  const first = Math.min(...ends);
  if (!Number.isFinite(first)) {
    return { verdict: 'inconclusive', message: 'the server sent no certificate with an end date' };
  }
  const days = Math.floor((first - now) / DAY_MS);
  const validTo = new Date(first).toISOString();
  const evidence = { validTo, days };
  const hint = 'renew the certificate, and find out why it was not renewed by itself';
  if (first <= now)
    return { verdict: 'fail', message: `the certificate ended at ${validTo}`, evidence, hint };
  return days < warnDays
    ? {
        verdict: 'warn',
        message: `the certificate ends in ${counted(days, 'day')}, at ${validTo}`,
        evidence,
        hint,
      }
    : { verdict: 'pass', message: `the certificate lasts for ${days} more days`, evidence };
}

/** `tls.protocol`: RFC 8996 forbids TLS 1.0 and 1.1. */
export function judgeProtocol({ protocol }: Handshake, longAgo: Handshake | Error): Finding {
  const isNew = protocol === 'TLSv1.2' || protocol === 'TLSv1.3';
  const old = longAgo instanceof Error ? null : longAgo.protocol;
  const evidence = { protocol, old };
  if (!isNew) {
    const hint = 'allow TLS 1.2 and 1.3';
    return { verdict: 'fail', message: `the protocol is ${protocol}`, evidence, hint };
  }
  if (wasNotAsked(longAgo)) return notAsked('whether an older protocol is accepted', longAgo, evidence);
  return old === null
    ? { verdict: 'pass', message: `the protocol is ${protocol}; no older one was accepted`, evidence }
    : {
        verdict: 'warn',
        message: `${protocol} is spoken, but ${old} is accepted too`,
        evidence,
        hint: 'allow TLS 1.2 and 1.3 only',
      };
}

/** `tls.cipher`: RFC 9325 §4.1 wants forward secrecy. */
export function judgeCipher({ cipher }: Handshake, withoutSecrecy: Handshake | Error): Finding {
  const weak = withoutSecrecy instanceof Error ? null : withoutSecrecy.cipher;
  const evidence = { cipher, weak };
  if (wasNotAsked(withoutSecrecy)) {
    return notAsked('whether a cipher without forward secrecy is accepted', withoutSecrecy, evidence);
  }
  return weak === null
    ? { verdict: 'pass', message: `${cipher} is used; none without forward secrecy is accepted`, evidence }
    : {
        verdict: 'warn',
        message: `${weak} is accepted: who gets the key later can read what is recorded today`,
        evidence,
        hint: 'allow ECDHE ciphers only',
      };
}

/** True when the handshake failed without a word of the server: on the way, or because this OpenSSL cannot do what was to be tried. */
function wasNotAsked(shown: Handshake | Error): shown is Error {
  if (!(shown instanceof Error)) return false;
  const code = 'code' in shown ? String(shown.code) : '';
  const own = /^ERR_SSL_NO_(PROTOCOLS_AVAILABLE|CIPHERS_AVAILABLE|CIPHER_MATCH)$/.test(code);
  return own || ['timeout', 'dns', 'refused', 'unreachable'].includes(kindOf(code));
}

function notAsked(what: string, error: Error, evidence: Readonly<Record<string, unknown>>): Finding {
  return { verdict: 'inconclusive', message: `it is not known ${what}: ${error.message}`, evidence };
}
