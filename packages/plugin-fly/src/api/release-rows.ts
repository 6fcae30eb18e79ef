/**
 * The rows of `fly releases`. An internal call of flyctl without a promise (superfly/flyctl, internal/uiex/releases.go): losing one must not fail a
 * deploy, but later work by hand (`fly scale`, `fly secrets`) goes by the newest row.
 */
import * as v from 'valibot';
import type { Caller } from './caller.ts';

/** What a row is made of. */
export interface NewRelease {
  readonly image: string;
  /** The whole config file as data. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly strategy: 'BLUEGREEN' | 'ROLLING' | 'IMMEDIATE' | 'CANARY';
}

/** A row. */
export interface ReleaseRow {
  readonly id: string;
  readonly version: number;
}

/** Calls for rows. */
export interface ReleaseRows {
  /** Writes a row, at most once. */
  create(release: NewRelease): Promise<ReleaseRow>;
  setStatus(id: string, status: 'running' | 'complete' | 'failed' | 'interrupted'): Promise<void>;
}

const rowSchema: v.GenericSchema<unknown, ReleaseRow> = v.pipe(
  v.object({
    release: v.object({ id: v.union([v.string(), v.number()]), version: v.number() }),
  }),
  v.transform(({ release }) => ({ id: String(release.id), version: release.version })),
);

/** Binds the calls to an app. */
export function releaseRowsOf(call: Caller, app: string): ReleaseRows {
  const base = `${call.addresses.platform}/api/v1/releases`;
  const authorization = call.authorization.platform;
  return {
    create: (release) =>
      call({
        call: `write a release row of ${app}`,
        method: 'POST',
        url: base,
        body: { app_name: app, build_id: '', ...release },
        authorization,
        replay: 'never',
        changes: true,
        answer: rowSchema,
        turn: `release row ${app}`,
      }),
    async setStatus(id, status) {
      await call<undefined>({
        call: `set release row ${id} to ${status}`,
        method: 'PATCH',
        url: `${base}/${encodeURIComponent(id)}`,
        body: { status },
        authorization,
        replay: 'free',
        changes: true,
        answer: null,
        turn: `release row ${app}`,
      });
    },
  };
}
