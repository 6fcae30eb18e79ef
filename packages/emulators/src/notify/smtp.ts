// A mail server that accepts mails and writes them to a folder.
import { once } from 'node:events';
import { writeFileSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { callbackify } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';

/** An accepted mail. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The mail as it came over the wire. */
  readonly raw: string;
}

/** Options of the start. */
export interface SmtpSinkOptions {
  /** Default 0: a free port. */
  readonly port?: number | undefined;
  /** Each mail becomes an `.eml` file here. */
  readonly dir?: string | undefined;
  /** Key and certificate in PEM. With them STARTTLS is offered, and required before a login. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** The login that is required. Default: none. */
  readonly login?: { readonly user: string; readonly pass: string } | undefined;
  /** Refuses the recipient with this answer, for example 451 or 550. */
  readonly refuseWith?: (() => number | undefined) | undefined;
}

/** A running mail server. */
export interface SmtpSink {
  readonly port: number;
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  /** The accepted mails, oldest first. */
  mails(): readonly TakenMail[];
  /** Stops listening. */
  close(): Promise<void>;
}

/** Starts a mail server on loopback. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const mails: TakenMail[] = [];
  const { login } = options;
  const take = async (stream: AsyncIterable<Buffer>, { envelope }: SMTPServerSession): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const to = envelope.rcptTo.map(({ address }) => address);
    mails.push(await mailOf(raw, from, to));
    if (options.dir !== undefined) deliver(options.dir, raw, mails.length);
  };
  const server = new SMTPServer({
    name: 'sink.invalid',
    banner: 'emulator: a test double, nothing is delivered',
    authOptional: login === undefined,
    disabledCommands: [
      ...(options.tls === undefined ? ['STARTTLS'] : []),
      ...(login === undefined ? ['AUTH'] : []),
    ],
    ...options.tls,
    closeTimeout: 50,
    onAuth({ username, password }, _session, done) {
      const right = username === login?.user && password === login?.pass;
      done(right ? null : new Error('Invalid username or password'), { user: username });
    },
    onRcptTo(_address, _session, done) {
      const refusal = options.refuseWith?.();
      if (refusal === undefined) done();
      else done(Object.assign(new Error('refused, as it was asked for'), { responseCode: refusal }));
    },
    onData: callbackify(take),
  });
  // A client may close the connection; the server goes on.
  server.on('error', () => undefined);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails: () => mails.slice(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function mailOf(raw: string, from: string, to: readonly string[]): Promise<TakenMail> {
  const mail = await PostalMime.parse(raw);
  return {
    from,
    to,
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    raw,
  };
}

function deliver(dir: string, raw: string, number: number): void {
  mkdirSync(dir, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  writeFileSync(join(dir, `${stamp}-${number}.eml`), raw);
}
