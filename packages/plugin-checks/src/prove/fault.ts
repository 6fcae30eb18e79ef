/** What can be wrong with an app, as the twin does it. */
import type { SecureVersion } from 'node:tls';
import type { CheckId } from '../check-ids.ts';
import type { JsonObject } from '../parse-object.ts';
import type { Authority, Shown } from './certificates.ts';
import type { Asked, ServerReply } from './original.ts';

/** What faults know of the app. */
export interface Scene {
  readonly home: string;
  readonly health: string;
  readonly jwks: string;
  /** The protected route, where the suite knows one. */
  readonly protectedPath: string | undefined;
  readonly buildHeader: string;
  readonly machineHeader: string;
  /** The served keys. */
  readonly keys: readonly JsonObject[];
  /** A key that the app has never seen, with its private half. */
  readonly strange: { readonly open: JsonObject; readonly whole: JsonObject };
}

/** One request as the twin gets it. */
export interface Exchange extends Asked {
  /** How many came before this one, of all paths. */
  readonly before: number;
  /** How many others are under way. */
  readonly beside: number;
}

/** What the twin does with a request: another answer, none, or half of one. */
export type Response = ServerReply | 'hang' | 'cut' | 'half';

/** How the twin's TLS differs. */
export interface TlsFault {
  readonly shown: (trusted: Authority, unknown: Authority) => Promise<Shown>;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

/** One thing that is wrong. */
export interface TwinFault {
  /** In small letters; it names the fault in reports. */
  readonly name: string;
  readonly describe: string;
  /** The checks that are there for it; it is tried only when one of them passes on the app as it is. */
  readonly meantFor: readonly [CheckId, ...CheckId[]];
  /** True when only the checks that measure can see it: they run alone then. */
  readonly measured?: true;
  readonly tls?: TlsFault;
  readonly answer?: (reply: ServerReply, exchange: Exchange, scene: Scene) => Response | Promise<Response>;
}

/** A fault of the answers of one path. */
export function at(
  where: 'home' | 'health' | 'jwks' | 'protectedPath',
  change: (reply: ServerReply, exchange: Exchange, scene: Scene) => Response | Promise<Response>,
): NonNullable<TwinFault['answer']> {
  return (reply, exchange, scene) =>
    exchange.path.split('?')[0] === scene[where] ? change(reply, exchange, scene) : reply;
}

/** The reply with other headers; `undefined` takes one away. */
export function withHeaders(
  reply: ServerReply,
  headers: Readonly<Record<string, string | undefined>>,
): ServerReply {
  const entries = Object.entries({ ...reply.headers, ...headers });
  const kept = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...reply, headers: Object.fromEntries(kept) };
}

/** The reply with another JSON body. */
export function withJson(reply: ServerReply, value: unknown): ServerReply {
  return { ...reply, body: JSON.stringify(value) };
}
