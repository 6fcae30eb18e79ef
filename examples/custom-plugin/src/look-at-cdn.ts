/** Remembers what the CDN serves, so that an undo knows what to go back to. */
import { stage } from '@paintbox/deploy-core';
import type { Stage } from '@paintbox/deploy-core';
import { cdnBefore } from './artifacts.ts';
import { readBuild } from './cdn-api.ts';

/** Which CDN. */
export interface CdnOptions {
  /** The address of its API, without a trailing slash. */
  readonly api: string;
  readonly zone: string;
}

/** Reads what the zone serves. */
export function lookAtCdn({ api, zone }: CdnOptions): Stage<'cdn.look', never, typeof cdnBefore> {
  return stage({
    name: 'cdn.look',
    describe: 'find out what the CDN serves',
    provides: { before: cdnBefore },
    retry: { retries: 2 },
    async run(_inputs, ctx) {
      return { before: { zone, build: await readBuild(ctx, api, zone) } };
    },
  });
}
