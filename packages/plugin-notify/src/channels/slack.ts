/** Slack. */
import type { Channel, ChannelOptions } from './channel.ts';
import { defineChannel } from './define-channel.ts';
import { httpAddress, setting } from './setting.ts';
import { slackApi } from './slack-api.ts';
import { threadConnection } from './slack-thread.ts';
import { webhookConnection } from './slack-webhook.ts';

/** Options of `slack()`. */
export interface SlackOptions extends ChannelOptions {
  /** Address of an incoming webhook. Default: `SLACK_WEBHOOK`. */
  readonly webhook?: string | undefined;
  /** Token of a bot with `chat:write`, for one thread per run. Default: `SLACK_BOT_TOKEN`. It wins over the webhook. */
  readonly token?: string | undefined;
  /** Id of the bot's channel. Default: `SLACK_CHANNEL`. */
  readonly channel?: string | undefined;
  /** Default: `SLACK_API_URL`, or Slack's own. */
  readonly apiUrl?: string | undefined;
}

/**
 * Sends to Slack. With an incoming webhook: how each run ended. With a bot token: one message for each run, edited as its stages end.
 *
 * @example
 * export const listeners = [slack()]; // SLACK_WEBHOOK says where to
 */
export function slack(options: SlackOptions = {}): Channel {
  return defineChannel(
    {
      kind: 'slack',
      variables: 'SLACK_WEBHOOK, or SLACK_BOT_TOKEN and SLACK_CHANNEL',
      connect(context, name, problems) {
        const token = setting(options.token, 'SLACK_BOT_TOKEN', context);
        const to = setting(options.channel, 'SLACK_CHANNEL', context);
        if (token !== undefined) {
          const secret = context.secret(token);
          if (to === undefined) problems.push('a bot token needs a channel: set SLACK_CHANNEL to its id');
          const given = setting(options.apiUrl, 'SLACK_API_URL', context) ?? 'https://slack.com/api';
          const apiUrl = httpAddress(given, 'SLACK_API_URL', problems);
          const api = slackApi(name, apiUrl, () => secret.reveal(), context);
          return threadConnection({ api, to: to ?? '', name, context });
        }
        const webhook = setting(options.webhook, 'SLACK_WEBHOOK', context);
        if (webhook === undefined) return undefined;
        // The address is a secret: it allows writing to the channel.
        const secret = context.secret(httpAddress(webhook, 'the webhook', problems));
        return webhookConnection(name, secret.reveal(), context);
      },
    },
    options,
  );
}
