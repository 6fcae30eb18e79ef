/** Lets one trouble happen to one call. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Reply, type Call, type CallMarks, type Wire } from '../router.ts';
import type { Trouble } from './mishap.ts';
import {
  emptyAnswer,
  emptyListAnswer,
  garbageAnswer,
  halfAnswer,
  htmlAnswer,
  noCapacityAnswer,
  statusAnswer,
} from './spoiled.ts';

export interface StruckCall {
  readonly call: Call;
  readonly wire: Wire;
  readonly act: (marks?: CallMarks) => Promise<Reply>;
  /** Makes the host of a machine unreachable. */
  readonly breakHost: (machine: string) => Promise<void>;
  /** Id of the call's machine; of a create only when it was made. */
  readonly machine: () => string | undefined;
}

/** The answer; none where the connection ends without one. */
export async function strike(what: Trouble, struck: StruckCall): Promise<Reply | undefined> {
  const { act, call, wire } = struck;
  switch (what.kind) {
    case 'lost-before':
      wire.destroy();
      return undefined;
    case 'lost-after':
      await act();
      wire.destroy();
      return undefined;
    case 'hang':
      if (what.acted === true) await act();
      await wire.closed;
      return undefined;
    case 'slow':
      return await slowly(what, struck);
    case 'status':
      if (what.acted === true) await act();
      return statusAnswer(what);
    case 'no-capacity':
      return noCapacityAnswer(call.name ?? '');
    case 'answer':
      return new Reply(200, what.json);
    case 'html':
      if (what.acted === true) await act();
      return htmlAnswer(what);
    case 'garbage':
      if (what.acted !== false) await act();
      return garbageAnswer();
    case 'empty':
      if (what.acted !== false) await act();
      return emptyAnswer();
    case 'half':
      return halfAnswer(
        what.acted === false ? new Reply(200, { ok: true, state: 'started' }) : await act(),
        what,
      );
    case 'empty-list':
      return emptyListAnswer(await act());
    case 'lagging':
      return await act({ lagMs: what.ms });
    case 'dead-host':
      return await deadHost(what.machine, struck);
    default:
      return await act({ fate: what.kind });
  }
}

async function slowly(
  { ms, acts = 'at-once' }: Extract<Trouble, { kind: 'slow' }>,
  { act, wire }: StruckCall,
): Promise<Reply> {
  const early = acts === 'at-once' ? await act() : undefined;
  const timer = new AbortController();
  await Promise.race([sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined), wire.closed]);
  timer.abort();
  return early ?? (await act());
}

async function deadHost(named: string | undefined, { act, breakHost, machine }: StruckCall): Promise<Reply> {
  const before = named ?? machine();
  if (before !== undefined) await breakHost(before);
  const reply = await act();
  const made = machine();
  if (before === undefined && made !== undefined) await breakHost(made);
  return reply;
}
