/**
 * The rows of `fly releases`. An internal call of flyctl without a promise (superfly/flyctl, internal/uiex/releases.go): losing one must not fail a
 * deploy, but later work by hand (`fly scale`, `fly secrets`) goes by the newest row.
 */
import * as v from 'valibot';
import type { PlatformCall, ApiCaller } from './caller.ts';

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
  readonly status: string;
  readonly imageRef: string;
}

/** Calls for rows. */
export interface ReleaseRows {
  /** The newest rows, newest first: a row whose answer was lost is found in them by its image. */
  list(limit: number): Promise<readonly ReleaseRow[]>;
  /** Writes a row, at most once. */
  create(release: NewRelease): Promise<ReleaseRow>;
  setStatus(id: string, status: 'running' | 'complete' | 'failed' | 'interrupted'): Promise<void>;
}

const rowSchema: v.GenericSchema<unknown, ReleaseRow> = v.pipe(
  v.object({
    id: v.union([v.string(), v.number()]),
    version: v.number(),
    status: v.nullish(v.string(), ''),
    image_ref: v.nullish(v.string(), ''),
  }),
  v.transform(({ id, version, status, image_ref }) => ({
    id: String(id),
    version,
    status,
    imageRef: image_ref,
  })),
);

const madeSchema: v.GenericSchema<unknown, ReleaseRow> = v.pipe(
  v.object({ release: rowSchema }),
  v.transform(({ release }) => release),
);

const listSchema: v.GenericSchema<unknown, ReleaseRow[]> = v.pipe(
  v.object({ releases: v.nullable(v.array(rowSchema)) }),
  v.transform(({ releases }) => releases ?? []),
);

/** Binds the calls to an app. */
export function releaseRowsOf(call: ApiCaller, app: string): ReleaseRows {
  const root = `${call.addresses.platform}/api/v1`;
  const ofApp = `${root}/apps/${encodeURIComponent(app)}/releases`;
  const common: Pick<PlatformCall<unknown>, 'authorization' | 'turn'> = {
    authorization: call.authorization.platform,
    turn: `release rows ${app}`,
  };
  const reading = { ...common, method: 'GET', replay: 'free', changes: false } as const;
  return {
    list: (limit) =>
      call({
        ...reading,
        call: `read the releases of ${app}`,
        url: `${ofApp}?limit=${limit}`,
        answer: listSchema,
      }),
    create: (release) =>
      call({
        ...common,
        call: `write a release row of ${app}`,
        method: 'POST',
        url: `${root}/releases`,
        // Without a build of flyctl: its id is a number.
        body: { app_name: app, build_id: 0, ...release },
        replay: 'never',
        changes: true,
        answer: madeSchema,
      }),
    async setStatus(id, status) {
      await call<undefined>({
        ...common,
        call: `set release row ${id} to ${status}`,
        method: 'PATCH',
        url: `${root}/releases/${encodeURIComponent(id)}`,
        body: { status, metadata: null },
        replay: 'free',
        changes: true,
        answer: null,
      });
    },
  };
}
