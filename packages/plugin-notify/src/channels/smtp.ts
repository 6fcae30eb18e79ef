/** The only file that sends mail: one connection for each mail, with a limit on every wait. */
import { callbackify } from 'node:util';
import { proxyFor, tunnel } from '@paintbox/deploy-core/proxy';
import type { Mail } from './email.ts';
import { notifyBusy, notifyRefused, notifyUncertain, notifyUnreachable } from '../errors.ts';
import { SENT } from '../delivery/outcome.ts';
import type { Outcome } from '../delivery/outcome.ts';

/** How to reach a mail server. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** True to send only with TLS. */
  readonly requireTls: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

const WAIT_MS = 4_000;

/** Sends a mail; ends with the signal. */
export async function sendMail(
  channel: string,
  server: SmtpServer & { readonly env: Readonly<Record<string, string | undefined>> },
  mail: Mail,
  signal: AbortSignal,
): Promise<Outcome> {
  // Loaded only when a mail is sent.
  const { createTransport } = await import('nodemailer');
  const { host, port, env } = server;
  const proxy = proxyFor(`smtp://${host.includes(':') ? `[${host}]` : host}:${port}`, env);
  const transport = createTransport({
    // Mail servers are rarely reachable from behind a proxy, except through a tunnel.
    ...(proxy === undefined
      ? {}
      : {
          getSocket(_: object, done: (error: Error | null, options?: object) => void) {
            const limit = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
            const open = callbackify(async () => tunnel(proxy, { host, port }, limit));
            open((error, connection) => done(error, { connection }));
          },
        }),
    host,
    port,
    secure: server.secure,
    requireTLS: server.requireTls,
    ...(server.login === undefined ? {} : { auth: server.login }),
    dnsTimeout: WAIT_MS,
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const end = (): void => transport.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    await transport.sendMail({ ...mail, to: [...mail.to] });
    return SENT;
  } catch (error) {
    return failureOf(channel, error);
  } finally {
    signal.removeEventListener('abort', end);
    transport.close();
  }
}

interface MailError extends Error {
  /** nodemailer's error code: `ECONNECTION`, `EAUTH`, `ETLS`, `EENVELOPE`, … */
  readonly code?: string;
  readonly responseCode?: number;
  /** The SMTP command that failed. */
  readonly command?: string;
}

function failureOf(channel: string, thrown: unknown): Outcome {
  const error: MailError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code = '', responseCode, command, message } = error;
  if (responseCode !== undefined && responseCode >= 500)
    return { status: 'failed', error: notifyRefused(channel, message) };
  if (responseCode !== undefined && responseCode >= 400)
    return { status: 'failed', error: notifyBusy(channel, message) };
  if (code === 'EAUTH' || code === 'ETLS' || /certificate|SSL|TLS/i.test(message))
    return { status: 'failed', error: notifyRefused(channel, message) };
  // After DATA the server may have accepted the mail, and only its answer was lost.
  if (command === 'DATA') return { status: 'unknown', error: notifyUncertain(channel, message) };
  return { status: 'failed', error: notifyUnreachable(channel, message) };
}
