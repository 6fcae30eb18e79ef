/** What users of the app have now, on one line. */
import { usersNow as said, versionName as named } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { oneLine } from '../printable.ts';

/** In words that follow `users now`. Undefined when the run never began, or has no failure to speak of. */
export function usersNow(record: RunRecord): string | undefined {
  const users = said(record);
  return users === undefined ? undefined : oneLine(users);
}

/** A version as people say it: `v12`. */
export function versionName(version: string): string {
  return oneLine(named(version));
}
