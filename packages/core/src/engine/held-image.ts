/** A digest that a fleet took back is not released to one app either, unless a person forces it. */
import { imageHeld } from '../fleet/errors.ts';
import { artifactOf } from '../words/artifact.ts';
import type { AnyStage } from '../words/stage.ts';
import type { Session } from './session.ts';

/**
 * Looks at the image that a stage has provided, before any stage uses it.
 *
 * @throws DeployError `FLEET_IMAGE_HELD`
 */
export async function assertNotTakenBack(
  { pipeline, heldImage, params }: Session,
  stage: AnyStage,
  outputs: Readonly<Record<string, unknown>>,
): Promise<void> {
  const digest = digestIn(outputs['image']);
  if (heldImage === undefined || digest === undefined || params['force'] === true) return;
  const after = pipeline.stages.slice(pipeline.stages.findIndex(({ name }) => name === stage.name) + 1);
  // One that is only built goes nowhere.
  if (!after.some(({ needs }) => needs.some((need) => artifactOf(need).id === 'image'))) return;
  const held = await heldImage(digest);
  if (held !== undefined) throw imageHeld(held);
}

function digestIn(image: unknown): string | undefined {
  if (typeof image !== 'object' || image === null || !('digest' in image)) return undefined;
  return typeof image.digest === 'string' ? image.digest : undefined;
}
