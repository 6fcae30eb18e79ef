/** What the fleets of the config took back is not released to one app either. */
import { heldImage } from '@paintbox/deploy-core/fleet';
import type { HeldImage } from '@paintbox/deploy-core/fleet';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';

/** Why one of the fleets holds the image; undefined when none does. */
export async function heldByFleets(invocation: Invocation, digest: string): Promise<HeldImage | undefined> {
  for (const { name } of invocation.config.fleets ?? []) {
    const held = await heldImage(openFleet(invocation, name).store, digest);
    if (held !== undefined) return held;
  }
  return undefined;
}
