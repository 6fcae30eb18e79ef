/** The calls for an app and what belongs to it. */
import type * as v from 'valibot';
import {
  appSchema,
  ipsSchema,
  placementsSchema,
  secretsSchema,
  tokenSchema,
  volumeSchema,
  volumesSchema,
} from './app-schemas.ts';
import type { ApiApp, ApiSecret, ApiVolume, IpAssignment, Placement, TokenScope } from './app-schemas.ts';
import type { ApiCaller } from './caller.ts';
import { isNone } from './meaning.ts';

/** What room is asked for. */
export interface RoomFor {
  readonly org_slug: string;
  /** Regions in order of preference: `iad,any`. */
  readonly region: string;
  readonly count: number;
  readonly compute?: Readonly<Record<string, unknown>> | undefined;
}

/** A volume to make. */
export interface NewVolume {
  readonly name: string;
  readonly region: string;
  readonly size_gb: number;
  readonly encrypted: boolean;
}

/** Calls for an app. */
export interface AppCalls {
  /** Null when the name is free. An app of another organisation is refused with `FLY_NOT_ALLOWED`. */
  get(): Promise<ApiApp | null>;
  secrets(): Promise<readonly ApiSecret[]>;
  ips(): Promise<readonly IpAssignment[]>;
  /** Gives the app an address. A private one needs the network of the app: without it, it is made in that of the organisation. */
  assignIp(
    type: 'v4' | 'v6' | 'shared_v4' | 'private_v6',
    where?: { readonly org_slug: string; readonly network: string },
  ): Promise<void>;
  volumes(): Promise<readonly ApiVolume[]>;
  /** Makes a volume, at most once. */
  createVolume(volume: NewVolume): Promise<ApiVolume>;
  /** Where so many machines would find room, without making any. */
  placements(room: RoomFor): Promise<readonly Placement[]>;
  /** What the token is for. */
  token(): Promise<readonly TokenScope[]>;
}

/** Binds the calls to an app. */
export function appCallsOf(call: ApiCaller, app: string): AppCalls {
  const root = `${call.addresses.machines}/v1`;
  const base = `${root}/apps/${encodeURIComponent(app)}`;
  const authorization = call.authorization.machines;
  const read = <T>(what: string, url: string, answer: v.GenericSchema<unknown, T>): Promise<T> =>
    call({
      call: `read ${what}`,
      method: 'GET',
      url,
      authorization,
      replay: 'free',
      changes: false,
      answer,
      // The documented rates are those of an app: members of a fleet in one process do not wait for each other.
      turn: `read ${what} for ${app}`,
    });
  return {
    get: () =>
      call<ApiApp | null>({
        call: `read app ${app}`,
        method: 'GET',
        url: base,
        authorization,
        replay: 'free',
        changes: false,
        answer: appSchema,
        otherwise: (answer) => (isNone(answer) ? { value: null } : undefined),
        turn: `app ${app}`,
      }),
    secrets: () => read(`the secrets of ${app}`, `${base}/secrets`, secretsSchema),
    ips: () => read(`the addresses of ${app}`, `${base}/ip_assignments`, ipsSchema),
    async assignIp(type, where) {
      await call<undefined>({
        call: `give ${app} an address of type ${type}`,
        method: 'POST',
        url: `${base}/ip_assignments`,
        body: { type, ...where },
        authorization,
        replay: 'never',
        changes: true,
        answer: null,
        turn: `assign ip ${app}`,
      });
    },
    volumes: () => read(`the volumes of ${app}`, `${base}/volumes`, volumesSchema),
    createVolume: (volume) =>
      call({
        call: `make volume ${volume.name} of ${app}`,
        method: 'POST',
        url: `${base}/volumes`,
        body: volume,
        authorization,
        replay: 'never',
        changes: true,
        answer: volumeSchema,
        turn: `create volume ${app}`,
      }),
    placements: (room) =>
      call({
        call: `ask for room in ${room.region}`,
        method: 'POST',
        url: `${root}/platform/placements`,
        body: room,
        authorization,
        replay: 'free',
        changes: false,
        answer: placementsSchema,
        turn: `placements for ${app}`,
      }),
    token: () => read('the scope of the token', `${root}/tokens/current`, tokenSchema),
  };
}
