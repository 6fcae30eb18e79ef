/** A signed message to your own address. */
import type { Channel, ChannelOptions } from './channel.ts';
import { defineChannel } from './define-channel.ts';
import { call, isAnswer, refusal } from './http.ts';
import type { Notice } from '../notices/notice.ts';
import { SENT } from '../delivery/outcome.ts';
import { httpAddress, setting } from './setting.ts';
import { signedHeaders, signingKey } from './sign.ts';

/** Options of `webhook()`. */
export interface WebhookOptions extends ChannelOptions {
  /** Where to. Default: `NOTIFY_WEBHOOK_URL`. */
  readonly url?: string | undefined;
  /** At least 16 bytes; `whsec_` and base64, or any text. Default: `NOTIFY_WEBHOOK_SECRET`. */
  readonly secret?: string | undefined;
}

/** The JSON that is sent. Fields may be added; existing ones keep their meaning. */
interface WebhookMessage {
  readonly type: `run.${Exclude<Notice['kind'], 'fleet'>}` | 'fleet.news';
  /** ISO 8601: when it was sent. */
  readonly timestamp: string;
  readonly data: Notice & { readonly again: boolean };
}

const SHORTEST_KEY = 16;

/**
 * Posts each notice as JSON, signed as Standard Webhooks 1.0 says, so that any of its libraries can verify it.
 *
 * @example
 * export const listeners = [webhook({ url: 'https://hooks.example/deploys', secret: process.env['HOOK_SECRET'] })];
 */
export function webhook(options: WebhookOptions = {}): Channel {
  return defineChannel(
    {
      kind: 'webhook',
      variables: 'NOTIFY_WEBHOOK_URL and NOTIFY_WEBHOOK_SECRET',
      connect(context, name, problems) {
        const given = setting(options.url, 'NOTIFY_WEBHOOK_URL', context);
        if (given === undefined) return undefined;
        const url = context.secret(httpAddress(given, 'the address', problems));
        const secret = context.secret(setting(options.secret, 'NOTIFY_WEBHOOK_SECRET', context) ?? '');
        const key = signingKey(secret.reveal());
        if (key.length < SHORTEST_KEY) problems.push(`its secret must have at least ${SHORTEST_KEY} bytes`);
        return {
          idempotent: true, // by its id
          starts: true,
          async send(notice, { signal, again }) {
            const now = context.clock.now();
            const message: WebhookMessage = {
              type: notice.kind === 'fleet' ? 'fleet.news' : `run.${notice.kind}`,
              timestamp: new Date(now).toISOString(),
              data: { ...notice, again },
            };
            const body = JSON.stringify(message);
            const headers = signedHeaders({ id: notice.id, timestampS: Math.floor(now / 1000), body }, key);
            const result = await call({
              channel: name,
              method: 'POST',
              url: url.reveal(),
              headers: { 'content-type': 'application/json', ...headers },
              body,
              signal,
              env: context.env,
            });
            return isAnswer(result) ? (refusal(name, result) ?? SENT) : result;
          },
        };
      },
    },
    options,
  );
}
