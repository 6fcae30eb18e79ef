/** A stage that sends a sample through each channel and prints the results. */
import { isDeployError, stage } from '@paintbox/deploy-core';
import type { DeployError, Stage, StageContext } from '@paintbox/deploy-core';
import type { Channel } from '../channels/channel.ts';
import { sampleNotice } from '../notices/compose.ts';
import { deliver } from './deliver.ts';
import { notifyNoChannel, notifyTestFailed } from '../errors.ts';

interface Tried {
  readonly line: string;
  readonly error: DeployError | undefined;
  readonly connected: boolean;
}

/**
 * Sends a sample through each channel; fails when one failed. It changes nothing that is deployed, so it takes no lock.
 *
 * @throws DeployError `NOTIFY_TEST_FAILED`, `NOTIFY_NO_CHANNEL`
 * @example
 * export const pipeline = definePipeline('notify test', [notifyTest([slack(), email()])]);
 */
export function notifyTest(channels: readonly Channel[]): Stage<'notify.test', never, never> {
  return stage({
    name: 'notify.test',
    describe: 'send a sample by each channel',
    async run(_inputs, ctx) {
      if (ctx.dryRun) return;
      const tried = await Promise.all(channels.map((channel) => tryChannel(channel, ctx)));
      const lines = tried.map(({ line }) => line);
      ctx.output({ title: 'Channels', text: `${lines.join('\n')}\n` });
      const errors = tried.flatMap(({ error }) => (error === undefined ? [] : [error]));
      if (errors.length > 0) throw notifyTestFailed(lines, errors);
      if (tried.every(({ connected }) => !connected)) {
        throw notifyNoChannel(channels.map(({ variables }) => variables).join('; '));
      }
    },
  });
}

async function tryChannel(channel: Channel, ctx: StageContext): Promise<Tried> {
  const { name, budgetMs } = channel;
  try {
    const connection = channel.connect(ctx);
    if (connection === undefined) {
      return { line: `${name}: not set up (${channel.variables})`, error: undefined, connected: false };
    }
    const startedAt = ctx.clock.now();
    const { clock, signal } = ctx;
    const notice = sampleNotice(ctx.run);
    const outcome = await deliver({
      channel: name,
      connection,
      notice,
      budgetMs,
      clock,
      again: false,
      signal,
    });
    if (outcome.status === 'sent') {
      return { line: `${name}: sent in ${clock.now() - startedAt} ms`, error: undefined, connected: true };
    }
    return { line: `${name}: ${outcome.error.code}`, error: outcome.error, connected: true };
  } catch (error) {
    if (!isDeployError(error)) throw error;
    return { line: `${name}: ${error.code}`, error, connected: true };
  }
}
