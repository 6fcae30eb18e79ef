/** Sends the notices of a fleet's run through one channel. What a killed coordinator did not tell, the next one tells. */
import type { DeployError } from '@paintbox/deploy-core';
import type { FleetEvent, FleetListener, FleetListenerContext, FleetNews } from '@paintbox/deploy-core/fleet';
import { readSource } from '@paintbox/deploy-core/run';
import type { RunInfo } from '@paintbox/deploy-core/run';
import { deliver } from '../delivery/deliver.ts';
import { createMessenger } from '../delivery/messenger.ts';
import { notifyFailed } from '../errors.ts';
import { fleetEndId, fleetNotice, isFleetNews, isWaveBegin } from '../notices/fleet-notice.ts';
import { fleetNoticeFromJournal } from '../notices/fleet-from-journal.ts';
import { linksOf } from '../notices/links.ts';
import type { Notice } from '../notices/notice.ts';
import type { ChannelOptions, Connection } from './channel.ts';

/** The inputs of a listener of a fleet. */
interface FleetChannelOptions {
  readonly channel: string;
  readonly options: ChannelOptions;
  readonly budgetMs: number;
  readonly connection: Connection;
  readonly context: FleetListenerContext & { readonly run: RunInfo };
}

/** How long notices of earlier coordinators may take, in ms: less than listeners have at the end. */
const REST_MS = 9_000;

/** A listener for one coordinator. It throws only at the end, with every notice that could not be sent. */
export function fleetChannel(given: FleetChannelOptions): FleetListener {
  const made = { ...given, connection: withLinks(given) };
  const { channel, options, context, connection, budgetMs } = made;
  const { state, history, commandLine, runId, clock } = context;
  // Where only problems are told, nothing would follow the beginning of a good wave.
  const waves = connection.waves === true && options.when !== 'problems';
  const isMine = (event: FleetEvent): boolean => isFleetNews(event) || (waves && isWaveBegin(event));
  const messenger = createMessenger(made);
  const told = toldUpTo(made);
  const problems: DeployError[] = [];
  let ended = history.some(({ type }) => type === 'fleet.ended');
  const tell = async (notice: Notice | undefined, event: FleetEvent): Promise<void> => {
    const { seq } = event;
    if (notice === undefined) return told.set(seq);
    if (isWaveBegin(event)) {
      await told.set(seq);
      // It is owed by nobody: sent later, it could come after the end of the wave.
      await deliver({ channel, connection, notice, budgetMs, clock, again: false });
      return;
    }
    if (options.when === 'problems' && notice.tone === 'good') {
      await messenger.withdraw(notice.id);
      return told.set(seq);
    }
    // In this order nothing is lost: what is in the outbox is sent by whoever comes next.
    await messenger.promise(notice.id);
    await told.set(seq);
    const problem = await messenger.send(notice);
    if (problem !== undefined) problems.push(problem);
  };
  const catchUp = async (): Promise<void> => {
    // From here on the end is told, whoever sees it: a run that needs the outbox finds it there.
    if (!ended) await messenger.promise(fleetEndId(runId));
    const from = await told.get();
    const news = history.filter(isMine);
    for (const event of news.filter(({ seq }) => seq > from)) {
      // What has begun and is over is told by its end.
      if (isWaveBegin(event) && event !== news.at(-1)) continue;
      await tell(await fleetNoticeFromJournal(state, runId, event.seq, commandLine), event);
    }
  };
  const begun = catchUp();
  // It is waited for below; until then its failure is nobody's.
  begun.catch(() => undefined);
  return {
    async handle(news: FleetNews) {
      ended ||= news.event.type === 'fleet.ended';
      await begun;
      if (isMine(news.event)) await tell(fleetNotice(news, commandLine), news.event);
    },
    async close() {
      await begun;
      const notYet = ended ? undefined : fleetEndId(runId);
      const problem = await messenger.sendKept(AbortSignal.timeout(REST_MS), { own: true, notYet });
      if (problem !== undefined && problems.length === 0) problems.push(problem);
      if (problems.length > 0) throw notifyFailed(`${channel} for ${runId}`, problems);
    },
  };
}

/** Notices of this run lead to its report and to the job that coordinates it. Where those of an earlier run lead is not known. */
function withLinks({ connection, context: { env, run } }: FleetChannelOptions): Connection {
  const links = readSource(env, process.cwd()).then(({ reportUrl, jobUrl }) =>
    linksOf({ id: run.id, url: '', source: { reportUrl, jobUrl } }),
  );
  return {
    ...connection,
    send: async (notice, attempt) =>
      connection.send(notice.run.id === run.id ? { ...notice, links: await links } : notice, attempt),
  };
}

/** A fleet's run, where the parts of a channel ask for a run. */
export function fleetRun({ fleet, runId, environment }: FleetListenerContext): RunInfo {
  return { id: runId, pipeline: `fleet ${fleet}`, environment, app: fleet, url: '', startedAt: '' };
}

/** Up to which event a channel has told; 0 before the first. */
function toldUpTo({ channel, context: { state, runId } }: FleetChannelOptions): {
  readonly get: () => Promise<number>;
  readonly set: (seq: number) => Promise<void>;
} {
  const key = `notify/${channel}/fleets/${runId}`;
  return {
    get: async () => Number((await state.read(key))?.value ?? 0),
    async set(seq) {
      const found = await state.read(key);
      if (found === undefined) await state.create(key, String(seq));
      else await state.replace(key, String(Math.max(seq, Number(found.value))), found.tag);
    },
  };
}
