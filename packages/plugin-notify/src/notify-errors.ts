/** The table of the errors of notifications. They never fail a run, except in `notify test`: they are shown as warnings. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';

const rows = {
  NOTIFY_SETTINGS: {
    exitCode: 2,
    means:
      "A channel's settings are not valid: an address without https, a bot token without a channel, a secret under 16 bytes, a recipient that is no address. Shown as a warning; the run continues without the channel. In `notify test` exit code 2.",
    do: 'correct the variable or the option the message names, then try it with `paintbox-deploy notify test`. Values are not shown, because they are often secrets',
  },
  NOTIFY_UNREACHABLE: {
    exitCode: 1,
    means:
      "A channel's service could not be reached: the connection was refused, or the name is unknown. The message is kept, and the next run sends it.",
    do: 'check the address and the network of this machine; the message is kept and sent by the next run. Without `SMTP_URL`, mail goes to the mail server of this machine',
  },
  NOTIFY_REFUSED: {
    exitCode: 1,
    means:
      'The service refused for a permanent reason: a revoked token, an unknown channel, an untrusted certificate.',
    do: 'do what the hint of the error says, then type `paintbox-deploy notify test`. The message is kept for seven days and sent by the next run',
  },
  NOTIFY_BUSY: {
    exitCode: 1,
    means:
      'The service accepts no message now: it is overloaded (5xx, SMTP 4xx), or asks to wait longer than a run may wait (429 with Retry-After).',
    do: 'nothing to do: the message is kept and sent by the next run',
  },
  NOTIFY_UNCERTAIN: {
    exitCode: 1,
    means:
      'A message was sent but no answer came, so it is unknown whether it arrived. This run does not send it again, because it might arrive twice.',
    do: 'check the channel. The next run sends the message again, marked as a possible repeat. A Slack bot, a webhook and GitHub recognise repeats and need no mark',
  },
  NOTIFY_TEST_FAILED: {
    exitCode: 1,
    means:
      'Some channels did not accept the sample of `notify test`. The message has a line for each channel.',
    do: 'read the line of each failed channel: it has its own error code',
  },
  NOTIFY_NO_CHANNEL: {
    exitCode: 2,
    means: '`notify test` found no channel with an address to send to.',
    do: 'set one of the variables that the message names',
  },
} as const;

export const notifyErrors: ErrorTable<typeof rows> = errorTable('notify', rows, { docs: 'errors' });
