/** An option that differs between environments. */

/** One value for all, or one for each environment by its name; an environment that is not named gets the default. */
export type ByEnvironment<T> = T | Readonly<Record<string, T>>;

/** The value for an environment. */
export function valueIn(
  value: ByEnvironment<number> | undefined,
  environment: string,
  standard: number,
): number {
  return (typeof value === 'object' ? value[environment] : value) ?? standard;
}
