/** `--image`, which two stages look at: one uses the image, the other needs no builder then. */
import { text } from '@paintbox/deploy-core';

/** The image that is deployed instead of a new one. */
export const imageParam: ReturnType<typeof text> = text('REF', 'deploy this image and skip the build');
