/** The release that the tests switch over to. */
import type { Release } from '@paintbox/deploy-core/release';

/** Build `new`. */
export const released: Release = {
  version: '2',
  imageDigest: null,
  imageRef: 'shop:2',
  configHash: null,
  secretVersions: {},
  buildId: 'new',
  machines: [],
};
