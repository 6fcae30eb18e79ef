/** Sends the notices of a fleet's run through one channel. What a killed coordinator did not tell, the next one tells. */
import type { DeployError } from '@paintbox/deploy-core';
import type { FleetListener, FleetListenerContext, FleetNews } from '@paintbox/deploy-core/fleet';
import type { RunInfo } from '@paintbox/deploy-core/run';
import { createMessenger } from '../delivery/messenger.ts';
import { notifyFailed } from '../errors.ts';
import { fleetEndId, fleetNotice, isFleetNews } from '../notices/fleet-notice.ts';
import { fleetNoticeFromJournal } from '../notices/fleet-from-journal.ts';
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
export function fleetChannel(made: FleetChannelOptions): FleetListener {
  const { channel, options, context } = made;
  const { state, history, commandLine, runId } = context;
  const messenger = createMessenger(made);
  const told = toldUpTo(made);
  const problems: DeployError[] = [];
  let ended = history.some(({ type }) => type === 'fleet.ended');
  const tell = async (notice: Notice | undefined, seq: number): Promise<void> => {
    if (notice === undefined) return told.set(seq);
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
    for (const event of history.filter((one) => isFleetNews(one) && one.seq > from)) {
      const notice = await fleetNoticeFromJournal(state, runId, event.seq, commandLine);
      await tell(notice, event.seq);
    }
  };
  const begun = catchUp();
  // It is waited for below; until then its failure is nobody's.
  begun.catch(() => undefined);
  return {
    async handle(news: FleetNews) {
      ended ||= news.event.type === 'fleet.ended';
      await begun;
      if (isFleetNews(news.event)) await tell(fleetNotice(news, commandLine), news.event.seq);
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
