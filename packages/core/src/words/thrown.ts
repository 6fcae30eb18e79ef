/** What was thrown, read with care: JavaScript throws anything, such as an error whose message is a getter that throws. */

/** A thrown value in words: name and message of an error, else the value as text. Never throws. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'something that cannot be read';
  }
}

/** A thrown value that is not undefined, because an undefined error means that all went well. */
export function definite(thrown: unknown): unknown {
  return thrown === undefined ? new Error('something failed with undefined as its error') : thrown;
}
