/** The faults that a twin can have. */
import type { SecureVersion } from 'node:tls';
import type { CheckId } from '../suite/check-ids.ts';
import type { JsonObject } from '../http/parse-object.ts';
import type { Authority, Shown } from './certificates.ts';
import type { Asked, ServerReply } from './original.ts';

/** The facts about the app that faults use. */
export interface Scene {
  readonly home: string;
  readonly health: string;
  readonly jwks: string;
  /** The protected route, if the suite has one. */
  readonly protectedPath: string | undefined;
  readonly buildHeader: string;
  readonly machineHeader: string;
  /** The served keys. */
  readonly keys: readonly JsonObject[];
  /** A key that the app does not know, with its private half. */
  readonly strange: { readonly open: JsonObject; readonly whole: JsonObject };
}

/** One request to the twin. */
export interface Exchange extends Asked {
  /** How many requests came before this one, on all paths. */
  readonly before: number;
  /** How many other requests are under way. */
  readonly beside: number;
}

/** The twin's response: a changed answer, none, half of one, or an interim answer and no more. */
export type Response = ServerReply | 'hang' | 'cut' | 'half' | 'interim';

/** Changes to the twin's TLS. */
export interface TlsFault {
  readonly shown: (trusted: Authority, unknown: Authority) => Promise<Shown>;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

/** One fault. */
export interface TwinFault {
  /** The name in reports, in small letters. */
  readonly name: string;
  readonly describe: string;
  /** The checks that should notice it. It is tried only when one of them passes on the unchanged app. */
  readonly meantFor: readonly [CheckId, ...CheckId[]];
  /** True when only measuring checks can notice it. They then run alone. */
  readonly measured?: true;
  readonly tls?: TlsFault;
  readonly answer?: (reply: ServerReply, exchange: Exchange, scene: Scene) => Response | Promise<Response>;
}

/** A fault in the answers of one path. */
export function at(
  where: 'home' | 'health' | 'jwks' | 'protectedPath',
  change: (reply: ServerReply, exchange: Exchange, scene: Scene) => Response | Promise<Response>,
): NonNullable<TwinFault['answer']> {
  return (reply, exchange, scene) =>
    exchange.path.split('?')[0] === scene[where] ? change(reply, exchange, scene) : reply;
}

/** The reply with changed headers; `undefined` removes one. */
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
