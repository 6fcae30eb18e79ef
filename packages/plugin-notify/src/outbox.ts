/**
 * The notices that a channel must still send: one entry for each, from the start of its run until it has arrived. The outbox stores only run ids;
 * messages are rebuilt from the journal, so any later process can send them.
 */
import { isProcessGone, processIdentity } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import type { ProcessIdentity } from '@paintbox/deploy-core/run';

/** An entry of the outbox. */
export interface Slip {
  /** ISO 8601. */
  readonly since: string;
  /** The process that is sending it, and since when; ms since 1970. */
  readonly claim?: { readonly by: ProcessIdentity; readonly at: number } | undefined;
  readonly tries: number;
  /** Not to be sent before, in ms since 1970. */
  readonly notBefore?: number | undefined;
  /** True when a try may have arrived. */
  readonly uncertain?: boolean | undefined;
}

/** How long a claim is valid, in ms: longer than every budget. An older claim, or one whose process is gone, belongs to a killed process. */
const CLAIM_MS = 20_000;

/** The outbox of one channel. */
export interface Outbox {
  /** Adds an entry for a notice, unless there is one. */
  owe(id: string, now: number): Promise<void>;
  /** Claims a notice to send it; undefined when it has no entry, is not due, or is being sent by another process. */
  claim(id: string, now: number): Promise<Slip | undefined>;
  /** Gives the claim back, because the notice did not arrive or its outcome is unknown. */
  defer(
    id: string,
    slip: Slip,
    later: { readonly notBefore?: number | undefined; readonly uncertain: boolean },
  ): Promise<void>;
  /** Removes the entry, because the notice has arrived or can never be sent. */
  settle(id: string): Promise<void>;
  /** The ids of all entries, oldest first. */
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
      // An old claim: its process was killed while it sent.
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

/** An unreadable entry counts as one that was tried: a second message is better than none. */
function parsed(value: string): Slip {
  try {
    const slip = JSON.parse(value) as Slip;
    if (typeof slip.since === 'string' && typeof slip.tries === 'number') return slip;
  } catch {
    // Another process has changed the entry, so it is not ours any more.
  }
  return { since: new Date(0).toISOString(), tries: 1, uncertain: true };
}
