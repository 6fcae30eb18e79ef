/** Tests one kind of dispenser against the contract that every dispenser must keep. */
import type { Dispenser } from '../fleet/hand-out/dispenser.ts';
import { DISPENSER_RULES } from './contract/dispenser-rules.ts';
import { brokenRules } from './contract/broken-rules.ts';
import { dispenserContractBroken } from './errors.ts';

/** The dispensers of one place, empty at first. */
export interface DispenserWorld {
  /** Opens the place once more, as the next worker does. */
  open(): Promise<Dispenser>;
  /** Makes every job that is taken look as if its worker had been silent for too long, and has it handed out again. So no test waits for that. */
  lapse(): Promise<void>;
}

/**
 * Tests a dispenser against the contract of `Dispenser`, each rule in a new world. A fleet relies on every rule.
 *
 * @param withWorld Makes an empty place, hands it to the work, and clears it away, with the dispensers that were opened.
 * @throws DeployError `DISPENSER_CONTRACT` listing every rule that is broken, with what was seen.
 * @example
 * await testDispenser((work) => work(emptyPlace()));
 */
export async function testDispenser(
  withWorld: (work: (world: DispenserWorld) => Promise<void>) => Promise<void>,
): Promise<void> {
  const broken = await brokenRules(DISPENSER_RULES, withWorld);
  if (broken.length > 0) throw dispenserContractBroken(broken);
}
