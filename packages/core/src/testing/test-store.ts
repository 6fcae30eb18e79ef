/** Tests one kind of state store against the contract that every store must keep. */
import type { StateStore } from '../store/state-store.ts';
import { brokenRules } from './contract/broken-rules.ts';
import { STORE_RULES } from './contract/store-rules.ts';
import { storeContractBroken } from './errors.ts';

/**
 * Tests a store against the contract of `StateStore`, each rule on a new store. Locks, journals and ledgers rely on every rule.
 *
 * @param withStore Opens an empty store, hands it to the work, and clears it away.
 * @throws DeployError `STORE_CONTRACT` listing every rule that is broken, with what was seen.
 * @example
 * await testStore((work) => work(memoryStore()));
 */
export async function testStore(
  withStore: (work: (store: StateStore) => Promise<void>) => Promise<void>,
): Promise<void> {
  const broken = await brokenRules(STORE_RULES, withStore);
  if (broken.length > 0) throw storeContractBroken(broken);
}
