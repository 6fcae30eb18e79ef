/** Email by SMTP. */
import type { Channel, ChannelContext, ChannelOptions } from './channel.ts';
import { defineChannel } from './define-channel.ts';
import { mailBody } from './email-body.ts';
import { setting } from './setting.ts';
import { sendMail } from './smtp.ts';
import type { SmtpServer } from './smtp.ts';

/** Options of `email()`. */
export interface EmailOptions extends ChannelOptions {
  /** Addresses, separated by commas. Default: `NOTIFICATION_EMAIL`. */
  readonly to?: string | undefined;
  /** The sender. Default: the user of the mail server if that is an address, else the first recipient. */
  readonly from?: string | undefined;
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. Default: `SMTP_URL`, or the mail server of this machine. */
  readonly smtp?: string | undefined;
}

/** A mail to send. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly references: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ADDRESS = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+$/;
const HERE = 'smtp://localhost:25';

/**
 * Mails how each run ended, as text and HTML. All mails of a run are one thread.
 *
 * @example
 * export const listeners = [email({ when: 'problems' })]; // NOTIFICATION_EMAIL and SMTP_URL say where to
 */
export function email(options: EmailOptions = {}): Channel {
  return defineChannel(
    {
      kind: 'email',
      variables: 'NOTIFICATION_EMAIL, with SMTP_URL',
      connect(context, name, problems) {
        const to = setting(options.to, 'NOTIFICATION_EMAIL', context)
          ?.split(',')
          .map((address) => address.trim());
        if (to === undefined) return undefined;
        if (to.some((address) => !ADDRESS.test(address))) problems.push('a recipient is not an address');
        const server = serverOf(setting(options.smtp, 'SMTP_URL', context) ?? HERE, context, problems);
        const user = server?.login?.user ?? '';
        const from = options.from ?? (ADDRESS.test(user) ? user : (to[0] ?? ''));
        if (!ADDRESS.test(from)) problems.push('the sender is not an address');
        return {
          // Many mail programs show two mails of one Message-ID as one, but not all.
          idempotent: false,
          starts: false,
          async send(notice, { signal, again }) {
            if (server === undefined) throw new TypeError('checked settings have a server');
            const host = `${notice.run.environment}.${notice.run.app}.paintbox-deploy`;
            const mail: Mail = {
              from,
              to,
              ...mailBody(notice, again),
              messageId: `<${notice.id}@${host}>`,
              references: `<${notice.run.id}@${host}>`,
              // RFC 3834 §5: asks automatic responders not to answer.
              headers: { 'Auto-Submitted': 'auto-generated', 'X-Paintbox-Status': notice.status },
            };
            return sendMail(name, { ...server, env: context.env }, mail, signal);
          },
        };
      },
    },
    options,
  );
}

function serverOf(text: string, context: ChannelContext, problems: string[]): SmtpServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    problems.push('SMTP_URL is not an address such as smtp://user:password@host:587');
    return undefined;
  }
  const secure = url.protocol === 'smtps:';
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const user = decoded(url.username);
  const pass = decoded(url.password);
  if (user === undefined || pass === undefined)
    problems.push('user and password of SMTP_URL must be URI-encoded');
  const login =
    user === undefined || user === '' ? undefined : { user, pass: context.secret(pass ?? '').reveal() };
  return {
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : login === undefined ? 25 : 587) : Number(url.port),
    secure,
    // A password is sent only over an encrypted connection.
    requireTls: !secure && !local && login !== undefined,
    login,
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
