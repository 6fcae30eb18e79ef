/** Faults of certificates, of TLS, and of the headers that protect users. */
import type { CheckId } from '../suite/check-ids.ts';
import type { LeafOptions } from './certificates.ts';
import { at, withHeaders } from './fault.ts';
import type { TwinFault } from './fault.ts';

function leaf(
  name: string,
  describe: string,
  meantFor: TwinFault['meantFor'],
  options: LeafOptions,
): TwinFault {
  return { name, describe, meantFor, tls: { shown: (trusted) => trusted.leaf(options) } };
}

/** The page without a header, or with a value that does not protect. */
function header(name: string, id: CheckId, key: string, value?: string): TwinFault {
  const describe = value === undefined ? `${key} is gone` : `${key} is '${value}'`;
  const answer = at('home', (reply) => withHeaders(reply, { [key]: value }));
  return { name, describe, meantFor: [id], answer };
}

/** All of them. */
export const FAULTS_OF_THE_CONNECTION: readonly TwinFault[] = [
  leaf('expired-certificate', 'the certificate ended yesterday', ['tls.chain', 'tls.expiry'], {
    fromDays: -90,
    toDays: -1,
  }),
  leaf('early-certificate', 'the certificate is not valid yet', ['tls.chain'], { fromDays: 1 }),
  leaf('certificate-ends-soon', 'the certificate ends in two days', ['tls.expiry'], { toDays: 2 }),
  leaf('wrong-name', 'the certificate is for another name', ['tls.chain'], { name: 'elsewhere.example' }),
  leaf('missing-intermediate', 'the server does not send its intermediate certificate', ['tls.chain'], {
    withIntermediate: false,
  }),
  {
    name: 'unknown-authority',
    describe: 'nobody knows who issued the certificate',
    meantFor: ['tls.chain'],
    tls: { shown: (_, unknown) => unknown.leaf() },
  },
  {
    name: 'old-tls-too',
    describe: 'TLS 1.0 is accepted too',
    meantFor: ['tls.protocol'],
    tls: { shown: (trusted) => trusted.leaf(), minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' },
  },
  {
    name: 'only-old-tls',
    describe: 'only TLS 1.1 is spoken',
    meantFor: ['accessibility'],
    tls: {
      shown: (trusted) => trusted.leaf(),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    },
  },
  {
    name: 'no-forward-secrecy',
    describe: 'ciphers without forward secrecy are accepted',
    meantFor: ['tls.cipher'],
    tls: { shown: (trusted) => trusted.leaf({ rsa: true }), ciphers: 'DEFAULT:kRSA:@SECLEVEL=0' },
  },
  {
    name: 'wrong-clock',
    describe: "the server's clock is an hour slow",
    meantFor: ['tls.clock'],
    answer: (reply) => withHeaders(reply, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
  },
  header('no-hsts', 'headers.hsts', 'strict-transport-security'),
  header('hsts-for-a-minute', 'headers.hsts', 'strict-transport-security', 'max-age=60'),
  header('no-csp', 'headers.csp', 'content-security-policy'),
  header('csp-of-anything', 'headers.csp', 'content-security-policy', "default-src * 'unsafe-inline'"),
  header('no-nosniff', 'headers.content-type-options', 'x-content-type-options'),
  {
    name: 'framed-by-anyone',
    describe: 'any site may frame the page',
    meantFor: ['headers.frame-options'],
    answer: at('home', (reply) =>
      withHeaders(reply, {
        'x-frame-options': undefined,
        'content-security-policy': reply.headers['content-security-policy']?.replaceAll(
          /frame-ancestors[^;,]*;?/gi,
          '',
        ),
      }),
    ),
  },
  header('no-referrer-policy', 'headers.referrer-policy', 'referrer-policy'),
  header('tells-every-address', 'headers.referrer-policy', 'referrer-policy', 'unsafe-url'),
  header('no-permissions-policy', 'headers.permissions-policy', 'permissions-policy'),
  {
    name: 'all-headers-gone',
    describe: 'nothing protects the users of the page any more',
    meantFor: ['headers.regression'],
    answer: at('home', (reply) =>
      withHeaders(reply, {
        'strict-transport-security': undefined,
        'content-security-policy': undefined,
        'x-content-type-options': undefined,
        'x-frame-options': undefined,
      }),
    ),
  },
];
