/** What uvu lacks: an assertion that a promise rejects. */

/** Returns the error a promise rejects with; throws when it resolves. */
export async function rejects(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection, but the promise resolved');
}
