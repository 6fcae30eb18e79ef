/** `--rehearse`, which three stages look at: nobody is asked, the release is booted and proven, and then it is removed again. */
import { flag } from '@paintbox/deploy-core';

/** Boots the release that a rollback would put back, proves it without traffic, and ends. */
export const rehearseParam: ReturnType<typeof flag> = flag(
  'boot the release that would be put back, prove it without traffic, and remove it again',
);
