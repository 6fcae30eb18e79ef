/** What serves by the ledger of a member. */
import { readLedger } from '../../ledger/release-ledger.ts';
import { standingOf } from '../../ledger/release-standing.ts';
import type { StateStore } from '../../store/state-store.ts';

/** The digest of the newest release that was not taken back; null when the ledger knows none, or not its digest. */
export async function lastReleased(store: StateStore): Promise<string | null> {
  const standing = (await readLedger(store)).find((entry) =>
    ['stable', 'unproven'].includes(standingOf(entry).label),
  );
  return standing?.release.imageDigest ?? null;
}
