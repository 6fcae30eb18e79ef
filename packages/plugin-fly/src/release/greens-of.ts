/** What the checks inside a machine need to know of the new machines. */
import type { Green } from '@paintbox/deploy-core/release';
import type { BootedRelease } from '../artifacts.ts';

/** Those that were started; a standby cannot be asked. */
export function greensOf({ machines, buildId, imageDigest }: BootedRelease): readonly Green[] {
  return machines.map(({ id, group, port, started, checks }) => ({
    id,
    group,
    port,
    imageDigest: imageDigest ?? '',
    buildId,
    started,
    platformChecks: checks,
  }));
}
