/** Slack's incoming webhooks: an address that takes a message, and no way to look whether it arrived. */
import type { Connection } from './channel.ts';
import { call, isAnswer, refusal } from './http.ts';
import { SENT } from './outcome.ts';
import { slackBody } from './slack-blocks.ts';

/** A connection to an incoming webhook. */
export function webhookConnection(channel: string, url: string): Connection {
  return {
    idempotent: false,
    // What cannot be edited later is not said.
    starts: false,
    async send(notice, { signal, again }) {
      const result = await call({
        channel,
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(slackBody(notice, again)),
        signal,
      });
      return isAnswer(result) ? (refusal(channel, result) ?? SENT) : result;
    },
  };
}
