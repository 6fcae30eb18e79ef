/** Sends the notices of a run through one channel: its start if wanted, changes of health at once, and always its end. */
import { readRecord } from '@paintbox/deploy-core/run';
import { healthChangeOf } from '@paintbox/deploy-core/release';
import type { DeployError, Listener, ListenerContext, RunEvent } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { ChannelOptions, Connection } from './channel.ts';
import { endedNotice, healthNotice, startedNotice } from '../notices/compose.ts';
import { notifyFailed } from '../errors.ts';
import { isNews } from '../notices/last-status.ts';
import { createMessenger } from '../delivery/messenger.ts';
import type { Notice } from '../notices/notice.ts';
import { showsOnTheWay } from '../notices/shows-on-the-way.ts';

type RunEndedEvent = RunEvent & { readonly type: 'run.ended' };

/** The inputs of a listener. */
export interface ChannelListenerOptions {
  readonly channel: string;
  readonly options: ChannelOptions;
  readonly budgetMs: number;
  readonly connection: Connection;
  readonly context: ListenerContext;
}

/** How much longer than the run its progress messages may take, in ms. Notices of earlier runs get the rest of the engine's 10 s. */
const GRACE_MS = 1_200;
const REST_MS = 9_500;

/** A listener for one run. It throws only at the end, with every notice that could not be sent. */
export function channelListener(made: ChannelListenerOptions): Listener {
  const { channel, options, context, connection, budgetMs } = made;
  const { run, readOnly, history, state } = context;
  const messenger = createMessenger({ channel, connection, context, budgetMs });
  const endId = `${run.id}.ended`;
  const problems: DeployError[] = [];
  const collect = (problem: DeployError | undefined): void => void (problem && problems.push(problem));
  const way = showsOnTheWay(made);
  const rest = new AbortController();
  const background: Promise<void>[] = [];
  let settled = history.length > 0;
  let healthTold = false;

  const begin = async (): Promise<void> => {
    // From here on the outbox has the run's id, so a later process sends the end if this one is killed.
    if (!readOnly) await messenger.promise(endId).catch(() => undefined);
    background.push(messenger.sendKept(rest.signal).then(collect));
  };
  const end = async (event: RunEndedEvent): Promise<void> => {
    const restOver = setTimeout(() => rest.abort(), REST_MS);
    try {
      await way.over(GRACE_MS);
      collect(await sendEnd(event));
      await Promise.all(background);
      // Once more: a notice that another process was sending at the start may be left over.
      collect(await messenger.sendKept(rest.signal));
    } finally {
      clearTimeout(restOver);
    }
    if (problems.length > 0) throw notifyFailed(channel, problems);
  };
  const sendEnd = async (event: RunEndedEvent): Promise<DeployError | undefined> => {
    // Another run has the lock and settles this one. Its verdict counts.
    if (event.error?.code === 'LOCK_LOST') return undefined;
    const notice = endedNotice(await recordFor(event), settled, context.commandLine);
    const unseen = notice.quiet === true && (readOnly || !connection.starts);
    if (unseen || (options.when === 'problems' && notice.tone === 'good')) {
      await messenger.withdraw(notice.id).catch(() => undefined);
      return undefined;
    }
    return readOnly ? sendChange(notice) : messenger.send(notice);
  };
  const sendChange = async (notice: Notice): Promise<DeployError | undefined> => {
    const { news, keep } = await isNews(state, channel, run.pipeline, notice.status);
    const problem = news && !healthTold ? await messenger.send(notice) : undefined;
    await keep();
    return problem;
  };
  /** The events of the journal and the received verdict, because a journal that could not be written lacks the verdict. */
  const recordFor = async ({ status, exitCode, error, durationMs }: RunEndedEvent): Promise<RunRecord> => {
    const told = await readRecord(state, run.id).catch(() => undefined);
    const record = told === undefined || told.status === 'running' ? bareRecord(context) : told;
    return { ...record, status, exitCode, durationMs, ...(error === undefined ? {} : { error }) };
  };

  return {
    name: channel,
    async handle(event) {
      const change = healthChangeOf(event);
      if (change !== undefined) {
        healthTold = true;
        background.push(messenger.send(healthNotice(run, change, event.seq)).then(collect));
      }
      if (event.type === 'run.started' || event.type === 'run.resumed') await begin();
      if (event.type === 'run.started' && connection.starts && !readOnly) way.started(startedNotice(run));
      if (event.type === 'run.resumed') settled = true;
      if (event.type === 'run.ended') await end(event);
      else way.see(event);
    },
    async close() {
      // The run had already ended, so only kept notices are sent.
      if (!history.some(({ type }) => type === 'run.ended')) return;
      const limit = setTimeout(() => rest.abort(), REST_MS);
      const problem = await messenger.sendKept(rest.signal, { own: true }).finally(() => clearTimeout(limit));
      if (problem !== undefined) throw problem;
    },
  };
}

function bareRecord({ run }: ListenerContext): RunRecord {
  const { id, pipeline, environment, app, url, source, startedAt } = run;
  return {
    schema: 'paintbox.run/1',
    runId: id,
    pipeline,
    environment,
    app,
    url,
    ...(source === undefined ? {} : { source }),
    status: 'needs-attention',
    exitCode: 4,
    startedAt,
    endedAt: startedAt,
    durationMs: 0,
    stages: [],
  };
}
