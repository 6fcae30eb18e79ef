/**
 * The apps of an organisation: `GET /v1/apps?org_slug=…` (https://fly.io/docs/machines/api/apps-resource/, "List apps in an organization"). The
 * reference names no pages.
 */
import * as v from 'valibot';
import type { ApiCaller } from './caller.ts';

const appsSchema: v.GenericSchema<unknown, readonly string[]> = v.pipe(
  v.object({ apps: v.nullable(v.array(v.object({ name: v.pipe(v.string(), v.minLength(1)) }))) }),
  v.transform(({ apps }) => (apps ?? []).map(({ name }) => name)),
);

/** Their names, as the platform orders them. */
export function listApps(call: ApiCaller, org: string): Promise<readonly string[]> {
  return call({
    call: `list the apps of ${org}`,
    method: 'GET',
    url: `${call.addresses.machines}/v1/apps?org_slug=${encodeURIComponent(org)}`,
    authorization: call.authorization.machines,
    replay: 'free',
    changes: false,
    answer: appsSchema,
    turn: `apps of ${org}`,
  });
}
