/** Paths with named parts. */

/** `:name` stands for one segment, `:name*` for one or more. */
export function pathPattern(path: string): RegExp {
  const parts = path.replaceAll(/:(\w+)\*/gu, '(?<$1>.+)').replaceAll(/:(\w+)/gu, '(?<$1>[^/]+)');
  return new RegExp(`^${parts}$`, 'u');
}
