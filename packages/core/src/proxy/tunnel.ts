/** A connection through a proxy, made by CONNECT (RFC 9110 §9.3.6). What goes over it is nobody's business but the two ends'. */
import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Socket } from 'node:net';

/**
 * Opens a tunnel to a host and port.
 *
 * @throws Error with the code `EPROXY` when the proxy refuses, with the code of the connection when it cannot be reached, or the reason of the signal
 */
export async function tunnel(
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  signal?: AbortSignal,
): Promise<Socket> {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const { username, password } = proxy;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const ask = proxy.protocol === 'https:' ? requestSecure : requestPlain;
  const asked = ask({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
    method: 'CONNECT',
    path: `${host}:${target.port}`,
    agent: false,
    headers: {
      host: `${host}:${target.port}`,
      ...(username === '' ? {} : { 'proxy-authorization': `Basic ${login.toString('base64')}` }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  // A proxy that refuses may answer like any server.
  const answered = once(asked, 'response').then(([response]) => {
    throw refused(proxy, response as IncomingMessage);
  });
  const connected = once(asked, 'connect');
  asked.end();
  const [response, socket, head] = (await Promise.race([connected, answered])) as [
    IncomingMessage,
    Socket,
    Buffer,
  ];
  if (response.statusCode === 200) {
    // Servers that speak first, as for mail, may have spoken already.
    if (head.length > 0) socket.unshift(head);
    return socket;
  }
  socket.destroy();
  throw refused(proxy, response);
}

/** The address may hold a password, so only its host is named. */
function refused(proxy: URL, response: IncomingMessage): Error {
  response.destroy();
  const said = `${response.statusCode} ${response.statusMessage ?? ''}`.trim();
  const error = new Error(`the proxy ${proxy.host} refused the connection: ${said}`);
  return Object.assign(error, { code: 'EPROXY' });
}
