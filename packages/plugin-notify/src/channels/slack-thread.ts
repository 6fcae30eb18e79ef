/** A bot's messages: one for each run, edited as its stages end, with important messages as replies in its thread. */
import type { StateStore } from '@paintbox/deploy-core';
import type { Attempt, ChannelContext, Connection } from './channel.ts';
import type { Notice } from '../notices/notice.ts';
import { SENT } from '../delivery/outcome.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';
import { slackBody, slackRunning } from './slack-blocks.ts';
import type { SlackBody } from './slack-blocks.ts';

/** The event type that marks our messages, to find them again. */
const EVENT_TYPE = 'paintbox_notice';

/** A connection that keeps one thread for each run. */
export function threadConnection(options: {
  readonly api: SlackApi;
  /** Channel id. */
  readonly to: string;
  readonly name: string;
  readonly context: ChannelContext;
}): Connection {
  const { api, to, context, name } = options;

  /** Posts a message unless it is already there; returns its ts. */
  const post = async (
    body: SlackBody,
    id: string,
    thread: string | undefined,
    attempt: Attempt,
  ): Promise<SlackAnswer> => {
    if (attempt.again) {
      const known = await findMessage(api, to, id, thread, attempt.signal);
      if (known !== undefined) return { ok: true, ts: known };
    }
    const metadata = { event_type: EVENT_TYPE, event_payload: { id } };
    const reply = thread === undefined ? {} : { thread_ts: thread };
    return api.post('chat.postMessage', { channel: to, ...body, metadata, ...reply }, attempt.signal);
  };
  const edit = (ts: string, body: SlackBody, signal: AbortSignal): Promise<SlackAnswer> =>
    api.post('chat.update', { channel: to, ts, ...body }, signal);

  return {
    // Before a message is posted again, it is searched by its id.
    idempotent: true,
    starts: true,
    async send(notice, attempt) {
      const runId = notice.run.id;
      const parentId = `${runId}.thread`;
      const known = await threadOf(context.state, name, runId);
      const isReply = notice.kind === 'announcement' || notice.kind === 'health';
      if (isReply && known !== undefined)
        return outcomeOf(await post(slackBody(notice, attempt.again), notice.id, known, attempt));
      if (known !== undefined) {
        const edited = await edit(known, slackBody(notice, false), attempt.signal);
        if (edited.ok !== true || !needsReply(notice)) return outcomeOf(edited);
        return outcomeOf(await post(slackBody(notice, false), notice.id, known, attempt));
      }
      // A start message that was cut off may have arrived, so look for it.
      const posted = await post(slackBody(notice, false), parentId, undefined, {
        ...attempt,
        again: attempt.again || notice.kind === 'ended',
      });
      if (posted.ok !== true) return outcomeOf(posted);
      const ts = String(posted['ts']);
      await context.state.create(threadKey(name, runId), ts).catch(() => false);
      // A message that was found still shows the start of the run.
      return notice.kind === 'ended'
        ? outcomeOf(await edit(ts, slackBody(notice, false), attempt.signal))
        : SENT;
    },
    async follow(view, { signal }) {
      const ts = await threadOf(context.state, name, view.run.id);
      return ts === undefined ? SENT : outcomeOf(await edit(ts, slackRunning(view), signal));
    },
  };
}

/** An edit notifies nobody, so a problem, and each news of a fleet, is also posted as a reply in the thread. */
function needsReply(notice: Notice): boolean {
  if (notice.kind === 'fleet') return true;
  return notice.kind === 'ended' && notice.tone !== 'good' && notice.quiet !== true;
}

async function threadOf(state: StateStore, name: string, runId: string): Promise<string | undefined> {
  return (await state.read(threadKey(name, runId)))?.value;
}

function threadKey(name: string, runId: string): string {
  return `notify/${name}/threads/${runId}`;
}

/** The ts of our message with this id among the latest hundred; a token without the right to look finds nothing. */
async function findMessage(
  api: SlackApi,
  channel: string,
  id: string,
  thread: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const query = { channel, limit: '100', include_all_metadata: 'true' };
  const found =
    thread === undefined
      ? await api.get('conversations.history', query, signal)
      : await api.get('conversations.replies', { ...query, ts: thread }, signal);
  const messages =
    found.ok === true && Array.isArray(found['messages'])
      ? (found['messages'] as readonly FoundMessage[])
      : [];
  return messages.find(
    ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload?.id === id,
  )?.ts;
}

interface FoundMessage {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly id?: string } };
}

function outcomeOf(answer: SlackAnswer): Outcome {
  return answer.ok === true ? SENT : answer;
}
