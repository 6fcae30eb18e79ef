import { rejects } from '../src/testing/index.ts';

/** The code of the error a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await rejects(promise);
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
