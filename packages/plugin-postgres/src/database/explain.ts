/**
 * Turns every failure of a statement into an error for people. Classes of SQLSTATE are those of PostgreSQL's manual, appendix A. PgBouncer answers
 * with class 08 when it cannot reach the server.
 */
import { DeployError } from '@paintbox/deploy-core';
import { databaseMissing, denied, refused, unfit, unreachable } from '../errors.ts';

/** A password or a rule of `pg_hba.conf`, and a missing right. */
const DENIED = new Set(['28P01', '28000', '42501']);
/** The server stops, starts, or has no place now; or this transaction stood in the way of another. */
const LATER = /^(?:08|40|53[03]|57P|55P03)/;

/** The error for people. It is `transient` when the statement may have been carried out, or may succeed later. */
export function explain(error: unknown, describe: string): DeployError {
  if (error instanceof DeployError) return error;
  const { code, message } = factsOf(error);
  // An error without a SQLSTATE is one of the network or of the driver: the answer is missing.
  if (!/^[0-9A-Z]{5}$/.test(code) || code.startsWith('E')) return unreachable(describe, message);
  if (DENIED.has(code)) return denied(describe, message);
  if (code === '3D000') return databaseMissing(describe, message);
  if (code === '25006') return unfit(describe, `it only reads (${message})`);
  return LATER.test(code) ? unreachable(describe, message) : refused(describe, `${message} (${code})`);
}

/** The SQLSTATE of a failure; empty without one. */
export function sqlState(error: unknown): string {
  return factsOf(error).code;
}

function factsOf(error: unknown): { readonly code: string; readonly message: string } {
  // A connection that was tried at several addresses fails with all of them.
  const first =
    error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  const { code, message } = (first ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' && message !== '' ? message : 'no answer',
  };
}
