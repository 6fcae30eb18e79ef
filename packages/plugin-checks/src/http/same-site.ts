/** Which redirects stay with the app. */

/** True for the same origin, and for https of the same name. The way back, from https to http, is none. */
export function isSameSite(from: string, to: string): boolean {
  if (!URL.canParse(to)) return false;
  const [a, b] = [new URL(from), new URL(to)];
  return (
    a.origin === b.origin || (a.hostname === b.hostname && a.protocol === 'http:' && b.protocol === 'https:')
  );
}
