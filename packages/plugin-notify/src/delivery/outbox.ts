/**
 * The notices that a channel must still send: one entry for each, from the start of its run until it has arrived. The outbox stores only run ids;
 * messages are rebuilt from the journal, so any later process can send them.
 */
import { isProcessGone, processIdentity } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import type { ProcessIdentity } from '@paintbox/deploy-core/run';

/** An entry of the outbox. */
export interface OutboxEntry {
  /** ISO 8601. */
  readonly since: string;
  /** The process that is sending it, and since when; ms since 1970. */
  readonly claim?: { readonly by: ProcessIdentity; readonly at: number } | undefined;
  readonly tries: number;
  /** Must not be sent before this time, in ms since 1970. */
  readonly notBefore?: number | undefined;
  /** True when an earlier try may have arrived. */
  readonly uncertain?: boolean | undefined;
}

/** How long a claim is valid, in ms: longer than every budget. An older claim, or one whose process is gone, belongs to a killed process. */
const CLAIM_MS = 20_000;

/** The outbox of one channel. */
export interface Outbox {
  /** Adds an entry for a notice, unless there is one. */
  owe(id: string, now: number): Promise<void>;
  /** Claims a notice to send it; undefined when it has no entry, is not due, or is being sent by another process. */
  claim(id: string, now: number): Promise<OutboxEntry | undefined>;
  /** Gives the claim back, because the notice did not arrive or its outcome is unknown. */
  defer(
    id: string,
    entry: OutboxEntry,
    later: { readonly notBefore?: number | undefined; readonly uncertain: boolean },
  ): Promise<void>;
  /** Removes the entry, because the notice has arrived or can never be sent. */
  remove(id: string): Promise<void>;
  /** The ids of all entries, oldest first. */
  ids(): Promise<readonly string[]>;
}

/** Opens the outbox of a channel. */
export function openOutbox(state: StateStore, channel: string): Outbox {
  const prefix = `notify/${channel}/outbox/`;
  const read = async (
    id: string,
  ): Promise<{ readonly entry: OutboxEntry; readonly tag: string } | undefined> => {
    const found = await state.read(prefix + id);
    return found === undefined ? undefined : { entry: parsed(found.value), tag: found.tag };
  };
  return {
    async owe(id, now) {
      const entry: OutboxEntry = { since: new Date(now).toISOString(), tries: 0 };
      await state.create(prefix + id, JSON.stringify(entry));
    },
    async claim(id, now) {
      const found = await read(id);
      if (found === undefined) return undefined;
      const { entry, tag } = found;
      const { claim } = entry;
      if (claim !== undefined && now - claim.at < CLAIM_MS && !isProcessGone(claim.by)) return undefined;
      if ((entry.notBefore ?? 0) > now) return undefined;
      // An old claim: its process was killed while it sent.
      const uncertain = entry.uncertain === true || claim !== undefined;
      const mine: OutboxEntry = {
        ...entry,
        uncertain,
        claim: { by: processIdentity(), at: now },
        tries: entry.tries + 1,
      };
      return (await state.replace(prefix + id, JSON.stringify(mine), tag)) ? mine : undefined;
    },
    async defer(id, { claim: _given, ...entry }, { notBefore, uncertain }) {
      const found = await read(id);
      if (found === undefined) return;
      const back: OutboxEntry = { ...entry, notBefore, uncertain: uncertain || entry.uncertain === true };
      await state.replace(prefix + id, JSON.stringify(back), found.tag);
    },
    remove: (id) => state.remove(prefix + id),
    ids: async () => (await state.list(prefix)).map((key) => key.slice(prefix.length)),
  };
}

/** An unreadable entry counts as tried before: a second message is better than none. */
function parsed(value: string): OutboxEntry {
  try {
    const entry = JSON.parse(value) as OutboxEntry;
    if (typeof entry.since === 'string' && typeof entry.tries === 'number') return entry;
  } catch {
    // Another process has changed the entry, so it is not ours any more.
  }
  return { since: new Date(0).toISOString(), tries: 1, uncertain: true };
}
