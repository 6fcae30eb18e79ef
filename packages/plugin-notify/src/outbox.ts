/**
 * What a channel still owes: one slip for each notice, from when it is clear that there will be one until it has arrived. A slip names the notice and
 * no more: what it says follows from the run's journal, so whoever finds a slip can tell it.
 */
import { isProcessGone, processIdentity } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import type { ProcessIdentity } from '@paintbox/deploy-core/run';

/** What is known of a notice that is owed. */
export interface Slip {
  /** ISO 8601. */
  readonly since: string;
  /** Who is sending it at the moment, and since when; ms since 1970. */
  readonly claim?: { readonly by: ProcessIdentity; readonly at: number } | undefined;
  readonly tries: number;
  /** Not to be sent before, in ms since 1970. */
  readonly notBefore?: number | undefined;
  /** True when a try may have arrived. */
  readonly uncertain?: boolean | undefined;
}

/** A claim outlives every budget; one that is older, or whose process is gone, was left by a process that was killed while it sent. */
const CLAIM_MS = 20_000;

/** The slips of one channel. */
export interface Outbox {
  /** Notes that a notice is owed, unless that is known. */
  owe(id: string, now: number): Promise<void>;
  /** Takes a notice to send it; undefined when it is not owed, not due, or being sent by another process. */
  claim(id: string, now: number): Promise<Slip | undefined>;
  /** Gives it back: it did not arrive, or nobody knows. */
  defer(
    id: string,
    slip: Slip,
    later: { readonly notBefore?: number | undefined; readonly uncertain: boolean },
  ): Promise<void>;
  /** It has arrived, or will never. */
  settle(id: string): Promise<void>;
  /** The ids of all notices that are owed, oldest first. */
  owed(): Promise<readonly string[]>;
}

/** Opens the outbox of a channel. */
export function openOutbox(state: StateStore, channel: string): Outbox {
  const prefix = `notify/${channel}/outbox/`;
  const read = async (id: string): Promise<{ readonly slip: Slip; readonly tag: string } | undefined> => {
    const found = await state.read(prefix + id);
    return found === undefined ? undefined : { slip: parsed(found.value), tag: found.tag };
  };
  return {
    async owe(id, now) {
      const slip: Slip = { since: new Date(now).toISOString(), tries: 0 };
      await state.create(prefix + id, JSON.stringify(slip));
    },
    async claim(id, now) {
      const found = await read(id);
      if (found === undefined) return undefined;
      const { slip, tag } = found;
      const { claim } = slip;
      if (claim !== undefined && now - claim.at < CLAIM_MS && !isProcessGone(claim.by)) return undefined;
      if ((slip.notBefore ?? 0) > now) return undefined;
      // A claim that was never given back: its process was killed while it sent.
      const uncertain = slip.uncertain === true || claim !== undefined;
      const mine: Slip = {
        ...slip,
        uncertain,
        claim: { by: processIdentity(), at: now },
        tries: slip.tries + 1,
      };
      return (await state.replace(prefix + id, JSON.stringify(mine), tag)) ? mine : undefined;
    },
    async defer(id, { claim: _given, ...slip }, { notBefore, uncertain }) {
      const found = await read(id);
      if (found === undefined) return;
      const back: Slip = { ...slip, notBefore, uncertain: uncertain || slip.uncertain === true };
      await state.replace(prefix + id, JSON.stringify(back), found.tag);
    },
    settle: (id) => state.remove(prefix + id),
    owed: async () => (await state.list(prefix)).map((key) => key.slice(prefix.length)),
  };
}

/** A slip that cannot be read is one that was tried before: better twice than never. */
function parsed(value: string): Slip {
  try {
    const slip = JSON.parse(value) as Slip;
    if (typeof slip.since === 'string' && typeof slip.tries === 'number') return slip;
  } catch {
    // Falls through: what stands there is not ours any more.
  }
  return { since: new Date(0).toISOString(), tries: 1, uncertain: true };
}
