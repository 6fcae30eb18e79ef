/** Servers that are wrong in one respect each, over TLS. */
import { createServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { selfSigned } from '../../../packages/plugin-checks/test/certificates.ts';
import type { Authority } from '../../../packages/plugin-checks/test/certificates.ts';
import { altered, goodApp, serve } from '../../../packages/plugin-checks/test/rig.ts';
import type { Fault } from './http-faults.ts';
import type { Running } from './raw-server.ts';

const HEALTH = '/api/health';
const refused = { accessibility: 'fail', 'tls.chain': 'fail' } as const;

/** The faults, with certificates of an authority that this process trusts. */
export function tlsFaults(authority: Authority): readonly Fault[] {
  const now = { from: -1, to: 90 };
  const withTls = (name: string, expect: Fault['expect'], options: () => Promise<ServerOptions>): Fault => ({
    name,
    expect,
    start: async () => serve(goodApp(), await options()),
  });
  return [
    withTls('an expired certificate', { ...refused, 'tls.expiry': 'fail' }, () =>
      authority.issue({ from: -90, to: -1 }),
    ),
    withTls('a certificate of the future', refused, () => authority.issue({ from: 2, to: 90 })),
    withTls('a self-signed certificate', refused, selfSigned),
    withTls('a certificate for another name', refused, () => authority.issue(now, { name: 'other.example' })),
    withTls('a certificate with a name and no alternative names', { 'tls.chain': 'fail' }, () =>
      authority.issue(now, { alternativeNames: false }),
    ),
    withTls('a certificate for clients only', refused, () =>
      authority.issue(now, { usage: '1.3.6.1.5.5.7.3.2' }),
    ),
    withTls('a missing intermediate', refused, async () => (await authority.intermediate()).issue(now)),
    withTls('a certificate that ends in five days', { 'tls.chain': 'pass', 'tls.expiry': 'warn' }, () =>
      authority.issue({ from: -80, to: 5 }),
    ),
    withTls('TLS 1.0 only', { accessibility: 'fail', 'tls.chain': 'fail' }, async () => ({
      ...(await authority.issue(now)),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })),
    withTls('TLS 1.0 too', { 'tls.chain': 'pass', 'tls.protocol': 'warn' }, async () => ({
      ...(await authority.issue(now)),
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })),
    withTls('ciphers without forward secrecy', { 'tls.chain': 'pass', 'tls.cipher': 'warn' }, async () => ({
      ...(await authority.issue(now, { rsa: 2048 })),
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256',
    })),
    withTls('a key of 512 bits', refused, async () => ({
      ...(await authority.issue(now, { rsa: 512 })),
      ciphers: 'DEFAULT@SECLEVEL=0',
    })),
    withTls('certificates for clients asked for', { accessibility: 'fail' }, async () => ({
      ...(await authority.issue(now)),
      requestCert: true,
      rejectUnauthorized: true,
    })),
    {
      name: 'a clock that is ten minutes late',
      expect: { 'tls.chain': 'pass', 'tls.clock': 'warn' },
      start: async () => {
        const late = altered(HEALTH, { headers: { date: new Date(Date.now() - 600_000).toUTCString() } });
        return serve(goodApp({ [HEALTH]: late }), await authority.issue(now));
      },
    },
    {
      name: 'no TLS behind an https address',
      expect: { accessibility: 'fail', 'tls.chain': ['fail', 'inconclusive'] },
      start: () => plain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      name: 'a handshake that never comes',
      expect: { accessibility: 'fail', 'tls.chain': 'inconclusive' },
      start: () => plain(() => {}),
    },
    {
      name: 'a handshake that is cut',
      expect: { accessibility: 'fail', 'tls.chain': ['fail', 'inconclusive'] },
      start: () => plain((socket) => socket.destroy()),
    },
    {
      name: 'a good handshake and nothing after it',
      expect: { accessibility: 'fail', 'tls.chain': 'pass' },
      start: async () => serve(() => 'hang', await authority.issue(now)),
    },
    {
      name: 'a connection that is closed after each handshake',
      expect: { accessibility: 'fail' },
      async start() {
        const server = createServer(await authority.issue(now));
        server.on('secureConnection', (socket) => socket.destroy());
        server.on('tlsClientError', () => {});
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        return { url: `https://localhost:${port}`, close: async () => void server.close() };
      },
    },
  ];
}

/** TCP behind an address that promises TLS. */
async function plain(onData: (socket: Socket) => void): Promise<Running> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
