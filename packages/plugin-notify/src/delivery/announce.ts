/** A stage that sends a message in the middle of a pipeline. */
import { stage } from '@paintbox/deploy-core';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { RunInfo } from '@paintbox/deploy-core/run';
import type { Channel } from '../channels/channel.ts';
import { announcementNotice } from '../notices/compose.ts';
import { deliver } from './deliver.ts';

/** Options of `announce()`. */
export interface AnnounceOptions<Name extends string = string> {
  readonly to: readonly Channel[];
  /** The message; its first line is the title. */
  readonly text: string | ((run: RunInfo) => string);
  /** The stage's name, for two of them in one pipeline. Default `notify.announce`. */
  readonly name?: Name | undefined;
}

/**
 * Sends a message when the run reaches this stage. A channel that fails is a warning, never a failure.
 *
 * @example
 * export const before = announce({ to: [slack()], text: ({ app }) => `${app} changes in a moment` });
 */
export function announce<const Name extends string = 'notify.announce'>(
  options: AnnounceOptions<Name>,
): Stage<Name, never, never> {
  // Without a name, Name is its default.
  const name = options.name ?? ('notify.announce' as Name);
  const textFor = (run: RunInfo): string =>
    typeof options.text === 'string' ? options.text : options.text(run);
  return stage({
    name,
    describe: 'tell people',
    irreversible: 'what was said stays said',
    plan: (_inputs, { run }) => [
      { effect: 'tell', describe: `tell ${channelNames(options)}: ${textFor(run)}` },
    ],
    async run(_inputs, ctx) {
      await ctx.effect('tell', {
        describe: `tell ${channelNames(options)}`,
        // A thousand members would say it a thousand times.
        apply: async (effectCtx) =>
          ctx.run.handOut === undefined ? sendAll(options.to, textFor(ctx.run), name, effectCtx) : [],
        // A resumed run does not send a message again that may have been sent.
        observe: async () => ({ status: 'done', value: [] }),
      });
    },
  });
}

function channelNames({ to }: AnnounceOptions): string {
  return to.map((channel) => channel.name).join(', ');
}

/** The channels that accepted it. */
async function sendAll(
  channels: readonly Channel[],
  text: string,
  id: string,
  ctx: StageContext,
): Promise<readonly string[]> {
  const told = await Promise.all(
    channels.map(async (channel) => ((await sendOne(channel, text, id, ctx)) ? [channel.name] : [])),
  );
  return told.flat();
}

async function sendOne(channel: Channel, text: string, id: string, ctx: StageContext): Promise<boolean> {
  try {
    const connection = channel.connect(ctx);
    if (connection === undefined) {
      ctx.log.info(`${channel.name} has nowhere to send to: set ${channel.variables}`);
      return false;
    }
    const { clock, signal } = ctx;
    const notice = announcementNotice(ctx.run, id, text);
    const outcome = await deliver({
      channel: channel.name,
      connection,
      notice,
      budgetMs: channel.budgetMs,
      clock,
      again: false,
      signal,
    });
    if (outcome.status === 'sent') return true;
    ctx.log.warn(outcome.error.message);
  } catch (error) {
    ctx.log.warn(error instanceof Error ? error.message : String(error));
  }
  return false;
}
