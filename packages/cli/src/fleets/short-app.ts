/** The name of an app where there is little room. */

/** Longer than the name that an app of a platform can have. */
const MOST = 80;
/** So many of its last letters stay: apps with a long name differ at its end. */
const LAST = 24;

/** The name, cut in its middle when it is very long. */
export function shortApp(app: string): string {
  if (app.length <= MOST) return app;
  return `${app.slice(0, MOST - LAST - 1)}…${app.slice(-LAST)}`.toWellFormed();
}
