/** Slack's incoming webhooks: an address that takes a message. There is no way to check whether it arrived. */
import type { ChannelContext, Connection } from './channel.ts';
import { call, isAnswer, refusal } from './http.ts';
import { SENT } from '../delivery/outcome.ts';
import { slackBody } from './slack-blocks.ts';

/** A connection to an incoming webhook. */
export function webhookConnection(
  channel: string,
  url: string,
  { env }: Pick<ChannelContext, 'env'>,
): Connection {
  return {
    idempotent: false,
    // Progress is not sent, because the message cannot be edited later.
    starts: false,
    async send(notice, { signal, again }) {
      const result = await call({
        channel,
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(slackBody(notice, again)),
        signal,
        env,
      });
      return isAnswer(result) ? (refusal(channel, result) ?? SENT) : result;
    },
  };
}
