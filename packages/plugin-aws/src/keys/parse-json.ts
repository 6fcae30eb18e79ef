/** Parses JSON. The parser's own message is dropped, because it would quote a part of a secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
