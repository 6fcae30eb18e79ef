/** The table of the errors of notifications. They never fail a run, except in `notify test`: they are shown as warnings. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';

const rows = {
  NOTIFY_SETTINGS: {
    exitCode: 2,
    means:
      "A channel's settings cannot work: an address that is no https address, a bot token without a channel, a secret under 16 bytes, a recipient that is no address. Shown as a warning; the run goes on without the channel. In `notify test` exit code 2.",
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
      'The service said no in a way that will not change by itself: a revoked token, an unknown channel, a certificate nobody trusts.',
    do: 'do what the hint of the error says, then type `paintbox-deploy notify test`. The message is kept for seven days and sent by the next run',
  },
  NOTIFY_BUSY: {
    exitCode: 1,
    means:
      'The service takes no message now: it is overloaded (5xx, SMTP 4xx), or asked to be left alone for longer than a run may wait (429 with Retry-After).',
    do: 'nothing to do: the message is kept and sent by the next run',
  },
  NOTIFY_UNCERTAIN: {
    exitCode: 1,
    means:
      'A message was sent and no answer came, so nobody knows whether it arrived. It is not sent again by this run, because it might arrive twice.',
    do: 'look there. The next run sends it again, marked as a possible repeat. A Slack bot, a webhook and GitHub can tell repeats apart and need no mark',
  },
  NOTIFY_TEST_FAILED: {
    exitCode: 1,
    means:
      '`notify test` had channels that did not take the sample. The message has a line for each channel.',
    do: 'see what each channel that failed says: its line has a code of its own',
  },
  NOTIFY_NO_CHANNEL: {
    exitCode: 2,
    means: '`notify test` found no channel with an address to send to.',
    do: 'set one of the variables that the message names',
  },
} as const;

export const notifyErrors: ErrorTable<typeof rows> = errorTable('notify', rows, { docs: 'errors' });
