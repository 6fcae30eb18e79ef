/**
 * Turns every failure of a statement into an error for people. Classes of SQLSTATE are those of PostgreSQL's manual, appendix A. PgBouncer answers
 * with class 08 when it cannot reach the server.
 */
import { DeployError } from '@paintbox/deploy-core';
import {
  databaseMissing,
  denied,
  interrupted,
  keptOut,
  noPlace,
  refused,
  tlsFailed,
  unfit,
  unreachable,
} from '../errors.ts';

/** A password or a rule of `pg_hba.conf`, and a missing right. */
const DENIED = new Set(['28P01', '28000', '42501']);
/** A limit that the administrator has set on the time of a statement or a transaction. */
const TIMED = new Set(['57014', '25P04']);
/** The server stops, starts, or has no place now; or this transaction stood in the way of another. */
const LATER = /^(?:08|25P03|40|53[03]|57P|55P03)/;
/** What PgBouncer says itself has one SQLSTATE; the words are those of 1.18, as seen. */
const POOLER = '08P01';
/** OpenSSL's and Node's words for a certificate or a handshake that is wrong, and the driver's and PgBouncer's for TLS that one side has not. */
const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$)|CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/;
const TLS_SAID = /does not support SSL|error establishing an SSL|SSL required/;
/** The end of what a rule of `pg_hba.conf` says about a connection without TLS; the second one up to PostgreSQL 13. */
const PLAIN = /no encryption$|SSL off$/;

/** The error for people. It is `transient` when the statement may have been carried out, or may succeed later. */
export function explain(error: unknown, describe: string): DeployError {
  if (error instanceof DeployError) return error;
  const { code, message, fileMissing } = factsOf(error);
  if (fileMissing || TLS_CODE.test(code) || TLS_SAID.test(message)) return tlsFailed(describe, message);
  if (code === POOLER && message.includes('authentication failed')) return denied(describe, message);
  if (code === POOLER && message.includes('no such database')) return databaseMissing(describe, message);
  // Otherwise it is one of the network or of the driver: the answer is missing.
  if (!isAnswer(error)) return unreachable(describe, message);
  if (DENIED.has(code)) return PLAIN.test(message) ? keptOut(describe, message) : denied(describe, message);
  if (code === '3D000') return databaseMissing(describe, message);
  if (code === '25006') return unfit(describe, `it only reads (${message})`);
  if (code === '53300') return noPlace(describe, message);
  if (TIMED.has(code)) return interrupted(describe, `${message} (${code})`);
  return LATER.test(code) ? unreachable(describe, message) : refused(describe, `${message} (${code})`);
}

/** The SQLSTATE of a failure; empty without one. */
export function sqlState(error: unknown): string {
  return factsOf(error).code;
}

/** Whether the server has answered: its errors have a SQLSTATE. */
export function isAnswer(error: unknown): boolean {
  return /^(?!E)[0-9A-Z]{5}$/.test(factsOf(error).code);
}

interface Facts {
  readonly code: string;
  readonly message: string;
  /** Whether a file that the address names cannot be read: a certificate or a key. */
  readonly fileMissing: boolean;
}

function factsOf(error: unknown): Facts {
  // A connection that was tried at several addresses fails with all of them.
  const first =
    error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  const { code, message, syscall } = (first ?? {}) as Readonly<Record<string, unknown>>;
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' && message !== '' ? withoutUser(message) : 'no answer',
    fileMissing: syscall === 'open',
  };
}

/** A message ends up in logs, and servers say who it was about. */
function withoutUser(message: string): string {
  return message.replaceAll(/\b(?:role|user) "[^"]*"/g, 'the user');
}
