/**
 * What the API tells of an app and of what belongs to it. Only what names a thing must be there, and the list itself: none is not the
 * same as an empty one.
 */
import * as v from 'valibot';

const text = v.nullish(v.string(), '');
const name = v.pipe(v.string(), v.minLength(1));

/** An app. */
export interface ApiApp {
  readonly name: string;
  /** `pending` until something was deployed. */
  readonly status: string;
  /** How many machines the platform counts; 0 when it does not say. */
  readonly machineCount: number;
  readonly organization: string;
  readonly network: string;
}

/** A secret of an app: never its value. The digest is the platform's own, so it is compared only with an earlier one. */
export interface ApiSecret {
  readonly name: string;
  readonly digest: string;
}

/** An address of an app. */
export interface IpAssignment {
  readonly ip: string;
  readonly shared: boolean;
  readonly region: string;
}

/** A volume. */
export interface ApiVolume {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly region: string;
  readonly attachedTo: string | null;
  readonly hostStatus: string;
}

/** How many machines would find room in a region. */
export interface Placement {
  readonly region: string;
  readonly count: number;
}

/** One of the tokens in the token: a macaroon list has several. */
export interface TokenScope {
  readonly organization: string;
  /** Empty for a token of a whole organisation. */
  readonly apps: readonly string[];
}

export const appSchema: v.GenericSchema<unknown, ApiApp> = v.pipe(
  v.object({
    name,
    status: text,
    network: text,
    organization: v.nullish(v.object({ slug: text }), { slug: '' }),
    machine_count: v.nullish(v.number(), 0),
  }),
  v.transform(({ organization, machine_count, ...app }) => ({
    ...app,
    organization: organization.slug,
    machineCount: machine_count,
  })),
);

export const secretsSchema: v.GenericSchema<unknown, ApiSecret[]> = v.pipe(
  v.object({ secrets: v.nullable(v.array(v.object({ name, digest: text }))) }),
  v.transform(({ secrets }) => secrets ?? []),
);

export const ipsSchema: v.GenericSchema<unknown, IpAssignment[]> = v.pipe(
  v.object({
    ips: v.nullable(v.array(v.object({ ip: name, shared: v.nullish(v.boolean(), false), region: text }))),
  }),
  v.transform(({ ips }) => ips ?? []),
);

export const volumeSchema: v.GenericSchema<unknown, ApiVolume> = v.pipe(
  v.object({
    id: name,
    name: text,
    state: text,
    region: text,
    attached_machine_id: v.nullish(v.string(), null),
    host_status: v.nullish(v.string(), 'ok'),
  }),
  v.transform(({ attached_machine_id, host_status, ...volume }) => ({
    ...volume,
    attachedTo: attached_machine_id || null,
    hostStatus: host_status,
  })),
);

export const volumesSchema: v.GenericSchema<unknown, ApiVolume[]> = v.pipe(
  v.nullable(v.array(volumeSchema)),
  v.transform((list) => list ?? []),
);

// flyctl reads these names in any case (superfly/fly-go, flaps/flaps_platform.go), so they are not known for sure.
const anyCase = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value])),
  ),
);

export const placementsSchema: v.GenericSchema<unknown, Placement[]> = v.pipe(
  anyCase,
  v.object({
    regions: v.nullable(
      v.array(v.pipe(anyCase, v.object({ region: name, count: v.nullish(v.number(), 0) }))),
    ),
  }),
  v.transform(({ regions }) => regions ?? []),
);

export const tokenSchema: v.GenericSchema<unknown, TokenScope[]> = v.pipe(
  v.object({
    tokens: v.array(
      v.object({
        org_slug: v.nullish(v.string()),
        organization: v.nullish(v.string()),
        apps: v.nullish(v.array(v.unknown()), []),
      }),
    ),
  }),
  v.transform(({ tokens }) =>
    tokens.map(({ org_slug, organization, apps }) => ({
      organization: org_slug ?? organization ?? '',
      apps: apps.map((app) => appName(app)),
    })),
  ),
);

const namedSchema = v.object({ name: v.string() });

/** Named by itself, or in an object. */
function appName(app: unknown): string {
  if (typeof app === 'string') return app;
  const named = v.safeParse(namedSchema, app);
  return named.success ? named.output.name : '';
}
