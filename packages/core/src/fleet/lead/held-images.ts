/** Images that were taken back from a fleet. Nobody hands one out again without saying so. */
import { hash as digest } from 'node:crypto';
import type { StateStore } from '../../store/state-store.ts';

/** Why an image is held. */
export interface HeldImage {
  readonly image: string;
  readonly because: string;
  /** The run of the fleet that took it back. */
  readonly fleetRun: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Notes that an image is held; the first note stays. */
export async function holdImage(store: StateStore, held: HeldImage): Promise<void> {
  await store.create(keyOf(held.image), JSON.stringify(held));
}

/** Why an image is held; undefined for any other. */
export async function heldImage(store: StateStore, image: string): Promise<HeldImage | undefined> {
  const found = await store.read(keyOf(image));
  return found === undefined ? undefined : (JSON.parse(found.value) as HeldImage);
}

/** The same digest is the same image, in whatever registry. A reference of an image has characters that no key may have. */
function keyOf(image: string): string {
  return `held/${digest('sha256', digestOf(image) ?? image, 'hex')}`;
}

/** The digest in the reference of an image; undefined when it is named by a tag. */
export function digestOf(image: string): string | undefined {
  return /(?:^|@)(sha256:\S+)$/.exec(image)?.[1];
}
