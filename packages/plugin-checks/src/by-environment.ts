/** An option that may differ between environments. */

/** One value for all environments, or one for each by its name. */
export type ByEnvironment<T> = T | Readonly<Record<string, T>>;

/** The value for an environment; undefined where none is given. */
export function valueIn(value: ByEnvironment<number> | undefined, environment: string): number | undefined {
  if (typeof value !== 'object') return value;
  return Object.hasOwn(value, environment) ? value[environment] : undefined;
}
